"""The form of a browser without script: saved by a button, in whatever state the attempt is."""

from dataclasses import replace
from pathlib import Path

from tests.cast import CLOSES, MINUTE, OPENS, Stage, small_bank, staged
from tests.journeys.test_answers import entries, start, tap


def test_the_save_button_saves_what_changed_and_says_how_much(stage: Stage) -> None:
    an, attempt = start(stage)
    saved = an.post(f"{attempt}/save", q1="0", q2="3", do="save")
    assert saved.headers["location"] == f"{attempt}?saved=true#end-title"
    an.post(f"{attempt}/save", q1="0", q2="1", do="save")
    assert entries(stage) == ["start", "answer", "answer", "answer"]
    page = an.get(f"{attempt}?saved=true").text
    assert "Bài làm đã được lưu: 2/6" in page
    assert 'name="q2" value="1" checked' in page


def test_handing_in_saves_first(stage: Stage) -> None:
    an, attempt = start(stage)
    handed_in = an.post(f"{attempt}/save", q1="1", do="submit")
    assert handed_in.headers["location"] == f"{attempt}/receipt"
    assert entries(stage) == ["start", "answer", "submit"]


def test_a_form_sent_after_the_time_leads_to_the_receipt_with_what_was_saved(
    stage: Stage,
) -> None:
    an, attempt = start(stage)
    an.post(f"{attempt}/save", q1="1", do="save")
    stage.clock.now = OPENS + 31 * MINUTE
    late = an.post(f"{attempt}/save", q1="1", q2="2", do="save")
    assert late.headers["location"] == f"{attempt}/receipt"
    assert entries(stage) == ["start", "answer", "late", "expire"]
    assert "1/6" in an.get(f"{attempt}/receipt").text


def test_a_form_beside_a_window_with_script_loses_nothing(stage: Stage) -> None:
    an, attempt = start(stage)
    page_seq = 1
    an.post_json(f"{attempt}/answers", tap(page_seq, 1, 2))
    an.post(f"{attempt}/save", q2="3", do="save")
    clash = an.post_json(f"{attempt}/answers", tap(2, 3, 1))
    assert clash.json()["code"] == "seq_conflict"
    resent = an.post_json(f"{attempt}/answers", tap(clash.json()["next_seq"], 3, 1))
    assert resent.status_code == 200
    assert entries(stage) == ["start", "answer", "answer", "answer"]


def test_a_form_after_the_round_has_closed_leads_to_the_receipt(stage: Stage) -> None:
    stage.clock.now = CLOSES - MINUTE
    an, attempt = start(stage)
    stage.clock.now = CLOSES + MINUTE
    assert an.post(f"{attempt}/save", q1="1", do="save").headers["location"].endswith("/receipt")


def test_strange_fields_are_refused_and_nothing_is_written(quick_stage: Stage) -> None:
    an, attempt = start(quick_stage)
    for fields in ({"q7": "0"}, {"q0": "0"}, {"q1": "9"}, {"q1": "x"}, {"score": "6"}, {"q١": "0"}):
        assert an.post(f"{attempt}/save", do="save", **fields).status_code == 422
    assert entries(quick_stage) == ["start"]


def test_every_tick_of_a_question_with_several_right_options_can_be_taken_back(
    sqlite_url: str, tmp_path: Path
) -> None:
    bank = small_bank()
    several = replace(bank, questions=tuple(replace(q, key=frozenset({0, 1})) for q in bank))
    with staged(tmp_path, sqlite_url, bank=several) as stage:
        an, attempt = start(stage)
        assert '<input type="hidden" name="q1" value="">' in an.get(attempt).text
        an.post(f"{attempt}/save", q1=["", "0", "2"], do="save")
        assert an.get(attempt).text.count(" checked") == 2
        an.post(f"{attempt}/save", q1="", do="save")
        assert an.get(attempt).text.count(" checked") == 0
        assert entries(stage) == ["start", "answer", "answer"]


def test_a_sheet_with_one_impossible_answer_is_refused_whole(stage: Stage) -> None:
    an, attempt = start(stage)
    for fields in ({"q3": ["0", "1"]}, {"q3": "7"}):
        refused = an.post(f"{attempt}/save", q1="0", q2="0", **fields)
        assert refused.status_code == 422
        assert "Câu 3" in refused.text
    assert entries(stage) == ["start"]


def test_json_sent_to_the_save_button_is_another_type_of_content(quick_stage: Stage) -> None:
    an, attempt = start(quick_stage)
    assert an.post_json(f"{attempt}/save", {"q1": "0"}).status_code == 415
    assert entries(quick_stage) == ["start"]
