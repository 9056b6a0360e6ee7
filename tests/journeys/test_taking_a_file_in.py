"""A file is taken into a working bank, without script: read and mended, compared with what stands
there, taken in once, submitted, and taken back.
"""

import re

from sqlmodel import func, select

from quiz.store.tables import BankImport, WorkingBank
from tests.cast import Stage, Visitor
from tests.journeys.bank_pages import TEXT
from tests.journeys.mending_pages import press
from tests.journeys.workshop_pages import form_of, revisions, send, workshop

OTHER = TEXT.replace("Câu 1. Hỏi một?\nA. một\n*B. hai", "Câu 1. Hỏi một?\n*A. một\nB. hai")


def count(stage: Stage, table: type) -> int:
    with stage.database.reading() as session:
        return int(session.exec(select(func.count()).select_from(table)).one())


def preview(visitor: Visitor, bank: str, text: str = TEXT) -> str:
    visitor.get(f"{bank}/import")
    answer = visitor.upload(f"{bank}/import", "de.txt", text.encode())
    assert answer.status_code == 200
    return str(answer.text)


def taken(visitor: Visitor, bank: str, text: str = TEXT) -> str:
    """The address of the import."""
    answer = press(visitor, preview(visitor, bank, text), f"{bank}/import/confirm")
    assert answer.status_code == 303
    return str(answer.headers["location"]).partition("?")[0]


def listed(visitor: Visitor, bank: str) -> str:
    return str(visitor.get(bank).text)


def test_a_file_becomes_drafts_that_are_sent_to_review_together(stage: Stage) -> None:
    bank, _ = workshop(stage, 1)
    phuc = stage.staff("phuc")
    assert f'href="{bank}/import"' in listed(phuc, bank)
    url = taken(phuc, bank)
    page = phuc.get(f"{url}?done=taken").text
    assert "thêm 2 câu, sửa 0 câu" in page
    assert "Đã nhập vào ngân hàng" in page
    assert "Hỏi hai?" in listed(phuc, bank)
    for _click in range(2):
        answer = phuc.post(f"{url}/submit")
        assert answer.status_code == 303
    assert "Hỏi hai?" in phuc.get(f"{bank}?state=review").text


def test_the_preview_of_an_import_names_its_own_next_step(stage: Stage) -> None:
    bank, _ = workshop(stage, 1)
    phuc = stage.staff("phuc")
    for text in (TEXT, TEXT.replace("*B. hai\n\n", "B. hai\n\n")):
        into, start = preview(phuc, bank, text), "/banks/upload"
        phuc.get(start)
        alone = phuc.upload(start, "de.txt", text.encode(), title="Ngân hàng của đề").text
        told = [page[page.index('id="told"') :].partition("</div>\n")[0] for page in (into, alone)]
        assert "công bố" not in told[0].lower()
        assert "nhập" in told[0].lower()
        assert "công bố" in told[1].lower()


def test_a_double_click_and_the_same_file_again_are_one_import(stage: Stage) -> None:
    bank, _ = workshop(stage, 1)
    phuc, quan = stage.staff("phuc"), stage.staff("quan")
    pages = [(phuc, preview(phuc, bank))] * 2 + [(quan, preview(quan, bank))]
    before = revisions(stage.database)
    answers = [press(who, page, f"{bank}/import/confirm") for who, page in pages]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert revisions(stage.database) == before + 2
    assert count(stage, BankImport) == 1


def test_the_same_file_is_compared_again_when_its_questions_were_removed(stage: Stage) -> None:
    bank, _ = workshop(stage, 1)
    phuc = stage.staff("phuc")
    first = taken(phuc, bank)
    for url in dict.fromkeys(re.findall(rf'href="({bank}/questions/\d+)"', listed(phuc, bank))):
        if "Hỏi" in (page := str(phuc.get(url).text)):
            send(phuc, f"{url}/move", form_of(page, f"{url}/move") | {"move": ["remove"]})
    assert "Hỏi hai?" not in listed(phuc, bank)
    confirm = f"{bank}/import/confirm"
    meeting = press(phuc, preview(phuc, bank), confirm)
    assert meeting.status_code == 200
    assert meeting.text.count("Đã bỏ khỏi ngân hàng") == 2
    answer = send(phuc, confirm, form_of(meeting.text, confirm))
    assert answer.status_code == 303
    assert not answer.headers["location"].startswith(first)
    assert "Hỏi hai?" in listed(phuc, bank)


def test_a_longer_file_adds_what_is_new_and_leaves_out_what_is_there(stage: Stage) -> None:
    bank, _ = workshop(stage, 1)
    phuc = stage.staff("phuc")
    taken(phuc, bank)
    url = f"{bank}/import/confirm"
    longer = f"{TEXT}\nCâu 3. Hỏi ba?\n*A. một\nB. hai\n"
    meeting = press(phuc, preview(phuc, bank, longer), url)
    assert "Câu đã có, giống hệt" in meeting.text
    answer = send(phuc, url, form_of(meeting.text, url))
    assert "thêm 1 câu, sửa 0 câu" in phuc.get(answer.headers["location"]).text


def test_what_is_other_is_shown_side_by_side_and_chosen(stage: Stage) -> None:
    bank, _ = workshop(stage, 1)
    phuc = stage.staff("phuc")
    taken(phuc, bank)
    url = f"{bank}/import/confirm"
    before = revisions(stage.database)
    meeting = press(phuc, preview(phuc, bank, OTHER), url)
    assert meeting.status_code == 200
    assert "Giữ bản trong ngân hàng" in meeting.text
    assert "Lấy bản trong tệp" in meeting.text
    assert revisions(stage.database) == before
    fields = form_of(meeting.text, url)
    kept = send(phuc, url, fields, **{"pick-0": "bank"})
    assert "thêm 0 câu, sửa 0 câu" in phuc.get(kept.headers["location"]).text
    changed = send(phuc, url, fields)
    assert changed.headers["location"] != kept.headers["location"]
    assert "thêm 0 câu, sửa 1 câu" in phuc.get(changed.headers["location"]).text


def test_both_questions_stay_by_choice_and_a_second_click_adds_nothing(stage: Stage) -> None:
    bank, _ = workshop(stage, 1)
    phuc = stage.staff("phuc")
    taken(phuc, bank)
    url = f"{bank}/import/confirm"
    changed = OTHER.replace("Câu 2. Hỏi hai?\nA. một\n*B. hai", "Câu 2. Hỏi hai?\n*A. một\nB. hai")
    meeting = press(phuc, preview(phuc, bank, changed), url)
    assert meeting.text.count("Giữ cả hai") == 2
    fields = form_of(meeting.text, url) | {"pick-0": ["file"], "pick-1": ["both"]}
    answers = [send(phuc, url, fields) for _click in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert "thêm 1 câu, sửa 1 câu" in phuc.get(answers[0].headers["location"]).text
    assert listed(phuc, bank).count("Hỏi hai?") == 2


def test_questions_with_one_stem_and_quite_other_options_are_all_new(stage: Stage) -> None:
    bank, _ = workshop(stage, 1)
    phuc = stage.staff("phuc")
    taken(phuc, bank, "Câu 1. Phát biểu nào sau đây là đúng?\n*A. một\nB. hai\n")
    url = taken(phuc, bank, "Câu 1. Phát biểu nào sau đây là đúng?\n*A. ba\nB. bốn\n")
    assert "thêm 1 câu, sửa 0 câu" in phuc.get(url).text


def test_a_bank_that_changed_after_the_comparison_is_compared_again(stage: Stage) -> None:
    bank, _ = workshop(stage, 1)
    phuc, quan = stage.staff("phuc"), stage.staff("quan")
    url = f"{bank}/import/confirm"
    taken(phuc, bank)
    fields = form_of(press(phuc, preview(phuc, bank, OTHER), url).text, url)
    third = TEXT.replace("B. hai", "B. ba")
    theirs = form_of(press(quan, preview(quan, bank, third), url).text, url)
    assert send(quan, url, theirs).status_code == 303
    answer = send(phuc, url, fields)
    assert answer.status_code == 409
    assert "đã có thay đổi sau khi mở trang đối chiếu" in answer.text
    assert send(phuc, url, form_of(answer.text, url)).status_code == 303


def test_an_import_is_undone_once_and_said_in_the_list(stage: Stage) -> None:
    bank, _ = workshop(stage, 1)
    phuc = stage.staff("phuc")
    url = taken(phuc, bank)
    assert "Hoàn tác lần nhập này" in phuc.get(url).text
    for _click in range(2):
        assert phuc.post(f"{url}/undo").status_code == 303
    before = revisions(stage.database)
    page = phuc.get(url).text
    assert "Lần nhập này đã được hoàn tác" in page
    assert "Hoàn tác lần nhập này" not in page
    assert "Hỏi hai?" not in listed(phuc, bank)
    assert "Đã hoàn tác" in phuc.get(f"{bank}/import").text
    assert phuc.post(f"{url}/submit").status_code == 303
    assert revisions(stage.database) == before


def test_a_preview_for_publishing_may_go_into_a_new_or_a_chosen_bank(stage: Stage) -> None:
    bank, _ = workshop(stage, 1)
    phuc = stage.staff("phuc")
    phuc.get("/banks/upload")
    page = phuc.upload("/banks/upload", "de.txt", TEXT.encode(), title="Ngân hàng của đề").text
    before = count(stage, WorkingBank)
    answer = press(phuc, page, "/workshop/import", target=bank.rsplit("/", 1)[1])
    assert answer.headers["location"].startswith(f"{bank}/import/")
    assert count(stage, WorkingBank) == before
    answer = press(phuc, page, "/workshop/import")
    assert answer.status_code == 303
    assert count(stage, WorkingBank) == before + 1
    assert "Ngân hàng của đề" in phuc.get(answer.headers["location"]).text


def test_a_new_bank_whose_title_is_taken_is_refused_and_the_text_stays(stage: Stage) -> None:
    workshop(stage, 1)
    quan = stage.staff("quan")
    quan.get("/banks/upload")
    page = quan.upload("/banks/upload", "de.txt", TEXT.encode(), title="Đang soạn").text
    answer = press(quan, page, "/workshop/import")
    assert answer.status_code == 409
    assert "Đã có ngân hàng đang soạn tên" in answer.text
    assert "Hỏi hai?" in answer.text


def test_a_file_that_cannot_be_read_is_said_and_the_pasted_text_stays(quick_stage: Stage) -> None:
    bank, _ = workshop(quick_stage, 1)
    phuc = quick_stage.staff("phuc")
    phuc.get(f"{bank}/import")
    answer = phuc.upload(f"{bank}/import", "de.docx", b"PK\x03\x04 rubbish")
    assert answer.status_code == 422
    assert "đề nghị" in answer.text.lower()
    answer = phuc.post(f"{bank}/import", text="không có câu nào")
    assert answer.status_code == 422
    assert "không có câu nào</textarea>" in answer.text


def test_a_sealed_bank_takes_nothing_in_without_a_reason(quick_stage: Stage) -> None:
    bank, _ = workshop(quick_stage, 1)
    phuc = quick_stage.staff("phuc")
    url = taken(phuc, bank)
    page = preview(phuc, bank, OTHER)
    assert phuc.post(f"{bank}/seal", until="2031-05-23T07:00").status_code == 303
    before = revisions(quick_stage.database)
    mine = press(phuc, page, f"{bank}/import/confirm")
    assert mine.status_code == 403
    assert "đã niêm phong đến" in mine.text
    assert "Hỏi một?" in mine.text  # what was mended is not lost
    for answer in (phuc.post(f"{url}/undo"), phuc.post(f"{url}/submit"), phuc.get(url)):
        assert answer.status_code == 403
        assert "de.txt" not in answer.text
    assert revisions(quick_stage.database) == before
