"""A wrong key is found after publication: appealed, corrected by two, the board's second version
published, those affected told, the old version readable, the story told.
"""

import re

import pytest

from quiz.store import rows
from tests.cast import CLOSES, MINUTE, Stage, Visitor
from tests.finished import Sat, five_of_vi_thanh, hand_in

WORDS = "Câu này theo luật hiện hành thì phương án A mới đúng."


@pytest.fixture
def people(stage: Stage) -> dict[str, int]:
    """Vị Thanh is published: An 6 right, Bình 5, Dũng 4, Giang 3, Hà 2."""
    found = five_of_vi_thanh(stage.database, stage.writer, stage.world)
    stage.clock.now = CLOSES + MINUTE
    lan = stage.staff("lan")
    lan.get(work(stage))
    assert lan.post(f"{work(stage)}/publish").status_code == 303
    return found


def work(stage: Stage) -> str:
    return f"/staff/rounds/{stage.world.vi_thanh}"


def attempt_of(stage: Stage, person: int) -> int:
    (found,) = stage.database.read_now(
        lambda one: rows.attempts_of(one, stage.world.vi_thanh, person)
    )
    return found.id


def question_of(stage: Stage, attempt: int, number: int) -> str:
    found = stage.database.read_now(lambda one: rows.read_attempt(one, attempt))
    return found.paper.items[number - 1].question_id


def answer_of(stage: Stage, attempt: int) -> int:
    """The bank's index of the option that somebody chose who had the last question wrong."""
    found = stage.database.read_now(lambda one: rows.read_attempt(one, attempt))
    order = found.paper.items[-1].order
    return order[(order.index(1) + 1) % len(order)]


def fields(page: str, **more: str) -> dict[str, str]:
    """The hidden fields of the page's forms, without the token."""
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    found.pop("form_token", None)
    return found | more


def decide(visitor: Visitor, url: str, stage: Stage, **given: str) -> str:
    """The address of the decision that was asked for on the form at `url`."""
    page = visitor.get(url)
    assert page.status_code == 200, page.text
    answer = visitor.post(f"{work(stage)}/decisions", **fields(page.text, **given))
    assert answer.status_code == 303, answer.text
    found: str = answer.headers["location"]
    return found


def sign(visitor: Visitor, decision: str) -> None:
    page = visitor.get(decision).text
    answer = visitor.post(f"{decision}/sign", **fields(page))
    assert answer.status_code == 303, answer.text


def said(page: str) -> str:
    """What a person reads, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_the_whole_story_of_a_wrong_key(stage: Stage, people: dict[str, int]) -> None:
    binh = stage.contestant("Bình")
    attempt = attempt_of(stage, people["Bình"])
    receipt = binh.get(f"/attempts/{attempt}/receipt").text
    assert f"/attempts/{attempt}/paper" in receipt
    paper = binh.get(f"/attempts/{attempt}/paper")
    assert paper.headers["cache-control"] == "private, no-store"
    assert "5/6" in paper.text
    assert "Sai, được 0/1 điểm." in paper.text
    assert "Vì phương án này đúng." in paper.text
    for _ in range(2):  # pressed twice
        answer = binh.post(f"/attempts/{attempt}/appeals", about="6", words=WORDS)
        assert answer.status_code == 303, answer.text
    assert "đang xem xét" in binh.get(f"/attempts/{attempt}/paper").text

    so, quan, lan = stage.staff("so"), stage.staff("quan"), stage.staff("lan")
    listed = so.get("/staff/appeals").text
    assert f"{work(stage)}/appeals" in listed
    appeals = so.get(f"{work(stage)}/appeals").text
    assert WORDS in appeals
    url = re.search(rf"{work(stage)}/decide\?appeal=\d+", appeals)
    assert url
    reason = "Luật sửa đổi đã thay quy định này"
    key = {f"key_{answer_of(stage, attempt)}": "1"}
    decision = decide(so, url[0], stage, ruling="new_key", reason=reason, **key)
    own = so.get(decision).text
    assert "phải do một người khác ký" in own
    refused = so.post(f"{decision}/sign", **fields(own, preview="x"))
    assert refused.status_code == 409
    preview = said(quan.get(decision).text)
    assert "Xem trước thay đổi" in preview
    assert "Lần 2" in preview
    lans = lan.get(decision).text
    assert "do Sở Nội vụ hoặc quản trị viên ký" in lans
    sign(quan, decision)

    signed = said(quan.get(decision).text)
    assert "Đã ký" in signed
    assert lan.get(f"{work(stage)}/boards/1").status_code == 200
    assert "đã được thay bằng lần 2" in lan.get(f"{work(stage)}/boards/1").text
    assert "đang có hiệu lực" in lan.get(f"{work(stage)}/boards/2").text
    public = stage.stranger().get(f"/rounds/{stage.world.vi_thanh}/boards/1").text
    assert "lần 1" in public
    assert "Nguyễn Văn An" not in public

    page = binh.get(f"/attempts/{attempt}/paper").text
    assert "Đáp án đã được điều chỉnh" in page
    assert reason in page
    assert "Chấp nhận: thay đáp án một câu hỏi" in page
    story = said(lan.get(f"{work(stage)}/log").text)
    for step in (
        "Cuộc thi được mở",
        "Vòng thi đóng",
        "Công bố bảng xếp hạng chính thức lần 1",
        "Đề nghị quyết định số 1",
        "Ký quyết định số 1",
        "Tính lại kết quả theo quyết định số 1",
    ):
        assert step in story
    assert story.index("lần 1") < story.index("Đề nghị quyết định") < story.index("Ký quyết")


def test_those_who_moved_are_told_from_what_to_what(stage: Stage, people: dict[str, int]) -> None:
    attempt = attempt_of(stage, people["Bình"])
    question = question_of(stage, attempt, 6)
    so, quan = stage.staff("so"), stage.staff("quan")
    url = f"{work(stage)}/decide?question={question}"
    sign(quan, decide(so, url, stage, ruling="credit_all", reason="Hai phương án cùng đúng"))
    binh = stage.contestant("Bình")
    for url in (f"/rounds/{stage.world.vi_thanh}", f"/attempts/{attempt}/receipt"):
        page = said(binh.get(url).text)
        assert "5 → 6 câu đúng" in page
        assert "Lý do: Hai phương án cùng đúng" in page
    assert "6/6" in binh.get(f"/attempts/{attempt}/receipt").text
    an = stage.contestant("An").get(f"/attempts/{attempt_of(stage, people['An'])}/receipt").text
    assert "tính lại theo quyết định" not in an


def test_whoever_would_void_a_question_reads_that_others_keep_all_their_questions(
    stage: Stage, people: dict[str, int]
) -> None:
    attempts = [attempt_of(stage, person) for person in people.values()]
    papers = [{question_of(stage, one, number) for number in range(1, 7)} for one in attempts]
    question = next(one for one in papers[1] if any(one not in other for other in papers))
    holding = sum(question in paper for paper in papers)
    so, form = stage.staff("so"), f"{work(stage)}/decide?question={question}"
    hint = f"Câu hỏi này có trong {holding} trên 5 bài thi."
    assert hint in said(so.get(form).text)
    voiding = decide(so, form, stage, ruling="void_question", reason="Hai đáp án đúng")
    assert hint in said(stage.staff("quan").get(voiding).text)
    crediting = decide(so, form, stage, ruling="credit_all", reason="Hai đáp án đúng")
    assert hint not in said(so.get(crediting).text)


def test_an_attempt_is_voided_by_two_of_the_district_and_let_in_again(
    stage: Stage, people: dict[str, int]
) -> None:
    an = attempt_of(stage, people["An"])
    so, lan = stage.staff("so"), stage.staff("lan")
    found = lan.get(f"{work(stage)}/decide?number=vt0001").text
    url = re.search(rf"{work(stage)}/decide\?attempt=\d+", found)
    assert url
    voided = decide(so, url[0], stage, ruling="void_attempt", reason="Thi hộ, theo biên bản số 3")
    preview = said(lan.get(voided).text)
    assert "Nguyễn Văn An, VT0001" in preview
    assert "Thành viên → –" in preview
    sign(lan, voided)
    assert "Nguyễn Văn An" not in lan.get(f"{work(stage)}/board").text
    page = said(stage.contestant("An").get(f"/rounds/{stage.world.vi_thanh}").text)
    assert "6 câu đúng, hạng 1 → không có kết quả" in page
    assert "đã bị hủy" in stage.contestant("An").get(f"/attempts/{an}/paper").text
    restored = decide(lan, url[0], stage, ruling="unvoid_attempt", reason="Đã xác minh nhân thân")
    sign(so, restored)
    assert "Nguyễn Văn An" in lan.get(f"{work(stage)}/board").text


def test_the_own_paper_shows_nothing_before_publication_and_never_anothers(
    quick_stage: Stage,
) -> None:
    people = five_of_vi_thanh(quick_stage.database, quick_stage.writer, quick_stage.world)
    quick_stage.clock.now = CLOSES + MINUTE
    attempt = attempt_of(quick_stage, people["An"])
    early = quick_stage.contestant("An").get(f"/attempts/{attempt}/paper")
    assert early.status_code == 409
    assert "Vì phương án này đúng" not in early.text
    lan = quick_stage.staff("lan")
    lan.get(work(quick_stage))
    lan.post(f"{work(quick_stage)}/publish")
    for name in ("Bình", "Chi"):
        other = quick_stage.contestant(name)
        assert other.get(f"/attempts/{attempt}/paper").status_code == 404
        assert other.post(f"/attempts/{attempt}/appeals", about="1", words=WORDS).status_code == 404


def test_no_key_is_shown_while_another_district_may_sit_with_the_same_bank(
    quick_stage: Stage,
) -> None:
    people = five_of_vi_thanh(quick_stage.database, quick_stage.writer, quick_stage.world)
    later = CLOSES + 60 * MINUTE
    with quick_stage.database.writing() as session:
        session.connection().exec_driver_sql(
            f"UPDATE round SET closes_at = {later} WHERE id = {quick_stage.world.phung_hiep}"
        )
    quick_stage.clock.now = CLOSES + MINUTE
    lan = quick_stage.staff("lan")
    lan.get(work(quick_stage))
    assert lan.post(f"{work(quick_stage)}/publish").status_code == 303
    attempt = attempt_of(quick_stage, people["Bình"])
    question = question_of(quick_stage, attempt, 6)
    url = f"/attempts/{attempt}/paper"
    binh = quick_stage.contestant("Bình")
    page = binh.get(url)
    assert page.status_code == 200
    for telling in ("Vì phương án này đúng", "item-key", "Sai, được", "5/6", "85/2015"):
        assert telling not in page.text
    assert "Đáp án và giải thích hiện từ 11:00 ngày 05/4/2021" in page.text
    assert lan.get(f"{work(quick_stage)}/decide?question={question}").status_code == 409
    quick_stage.clock.now = later
    assert "Vì phương án này đúng" in binh.get(url).text


@pytest.mark.parametrize(
    ("about", "words", "status"),
    [
        ("6", "ngắn", 422),
        ("7", WORDS, 422),
        ("score", WORDS, 303),
        ("identity", WORDS, 303),
        ("question", WORDS, 422),
        ("6", "x" * 2001, 422),
    ],
)
def test_an_appeal_says_what_it_is_about_and_why(
    stage: Stage, people: dict[str, int], about: str, words: str, status: int
) -> None:
    attempt = attempt_of(stage, people["Bình"])
    binh = stage.contestant("Bình")
    answer = binh.post(f"/attempts/{attempt}/appeals", about=about, words=words)
    assert answer.status_code == status, answer.text
    if status == 303:
        again = binh.post(f"/attempts/{attempt}/appeals", about=about, words=words + " Xin xem.")
        assert again.status_code == 409
        assert "Đã gửi kiến nghị về nội dung này" in again.text


def test_the_window_for_appeals_ends_with_its_third_working_day(
    quick_stage: Stage,
) -> None:
    stage = quick_stage
    people = five_of_vi_thanh(stage.database, stage.writer, stage.world)
    stage.clock.now = CLOSES + MINUTE  # Monday 5 April 2021
    lan = stage.staff("lan")
    lan.get(work(stage))
    lan.post(f"{work(stage)}/publish")
    attempt = attempt_of(stage, people["Bình"])
    day = 24 * 60 * MINUTE
    stage.clock.now = CLOSES + 3 * day + 14 * 60 * MINUTE - 1  # Thursday, 23:59:59.999
    binh = stage.contestant("Bình")
    page = binh.get(f"/attempts/{attempt}/paper").text
    assert "Thời hạn gửi kiến nghị: đến 24 giờ 00 ngày 08/4/2021" in page
    answer = binh.post(f"/attempts/{attempt}/appeals", about="score", words=WORDS)
    assert answer.status_code == 303
    stage.clock.now += 1
    answer = binh.post(f"/attempts/{attempt}/appeals", about="identity", words=WORDS)
    assert answer.status_code == 409
    assert "không nhận kiến nghị nữa" in binh.get(f"/attempts/{attempt}/paper").text


def test_an_organiser_sees_who_moves_in_the_own_district_and_how_many_elsewhere(
    quick_stage: Stage,
) -> None:
    stage = quick_stage
    five_of_vi_thanh(stage.database, stage.writer, stage.world)
    chi = Sat(stage.world.people["Chi"], 5, 5)
    (attempt,) = hand_in(stage.database, stage.writer, stage.world.phung_hiep, [chi])
    stage.clock.now = CLOSES + MINUTE
    question = question_of(stage, attempt, 6)
    lan, so = stage.staff("lan"), stage.staff("so")
    url = f"{work(stage)}/decide?question={question}"
    decision = decide(lan, url, stage, ruling="credit_all", reason="Hai phương án cùng đúng")
    for visitor, sees in ((lan, False), (so, True)):
        page = visitor.get(decision).text
        assert ("Lê Thị Chi" in page) is sees
        assert ("Còn 1 người của các đơn vị khác" in page) is not sees
        assert "Huyện Phụng Hiệp" in page
    sign(so, decision)
    board = so.get(f"/staff/rounds/{stage.world.phung_hiep}/board").text
    assert "6/6" in board


def test_a_decision_is_declined_and_nobody_can_sign_it(
    quick_stage: Stage,
) -> None:
    stage = quick_stage
    people = five_of_vi_thanh(stage.database, stage.writer, stage.world)
    stage.clock.now = CLOSES + MINUTE
    attempt = attempt_of(stage, people["Hà"])
    lan, so = stage.staff("lan"), stage.staff("so")
    url = f"{work(stage)}/decide?attempt={attempt}"
    decision = decide(lan, url, stage, ruling="void_attempt", reason="Thi hộ")
    seen = fields(so.get(decision).text)
    lan.get(decision)
    assert lan.post(f"{decision}/decline").status_code == 303
    late = so.post(f"{decision}/sign", **seen)
    assert late.status_code == 409
    assert "đã được ký hoặc đã bị rút" in late.text
    assert "Đã rút" in lan.get(f"{work(stage)}/appeals").text
