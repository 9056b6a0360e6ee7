"""Authors in the browser, without script: a bank from nothing to a published version."""

import re

import pytest

from tests.cast import Stage
from tests.journeys.workshop_pages import edited, form_of, revisions, send, workshop


def test_a_bank_from_nothing_to_a_version_by_two_people(stage: Stage) -> None:
    phuc, quan = stage.staff("phuc"), stage.staff("quan")
    phuc.get("/workshop/new")
    made = phuc.post("/workshop", title="Bầu cử 2021", as_of="2021-05-23", topic="Nguyên tắc")
    bank = made.headers["location"].partition("?")[0]
    assert "Đã tạo ngân hàng" in phuc.get(made.headers["location"]).text
    form = form_of(phuc.get(f"{bank}/questions/new").text, f"{bank}/questions")
    assert form["code"] == ["cau-001"]
    form |= {
        "stem": ["Công dân đủ bao nhiêu tuổi thì có quyền bầu cử?"],
        "option": ["16 tuổi", "18 tuổi", "21 tuổi", ""],
        "key": ["1"],
        "bases": ["85/2015/QH13, Điều 2\n85/2015/QH13, Điều 3, khoản 1"],
    }
    saved = send(phuc, f"{bank}/questions", form)
    assert saved.status_code == 303, saved.text
    question = saved.headers["location"].partition("?")[0]
    assert send(phuc, f"{bank}/questions", form).headers["location"].startswith(question)
    page = phuc.get(question).text
    assert "Phải sửa" not in page
    assert phuc.post(f"{question}/move", move="submit", revision="1").status_code == 303
    assert "Duyệt câu hỏi" not in phuc.get(question).text
    quan.get(question)
    refused = quan.post(f"{question}/approve", revision="2", ticked="85/2015/QH13, Điều 2")
    assert refused.status_code == 409
    assert "chưa đối chiếu: 85/2015/QH13, Điều 3, khoản 1" in refused.text
    some = quan.post(f"{question}/tick", revision="2", ticked="85/2015/QH13, Điều 2")
    assert some.status_code == 303
    page = quan.get(question).text
    approve = form_of(page, f"{question}/approve")
    assert approve["ticked"] == approve["shown"] == ["85/2015/QH13, Điều 2"]
    approve["ticked"] = ["85/2015/QH13, Điều 2", "85/2015/QH13, Điều 3, khoản 1"]
    assert send(quan, f"{question}/approve", approve).status_code == 303
    publish = form_of(phuc.get(f"{bank}/publish").text, f"{bank}/publish")
    published = send(phuc, f"{bank}/publish", publish)
    assert published.status_code == 303, published.text
    assert send(phuc, f"{bank}/publish", publish).headers == published.headers
    version = phuc.get(published.headers["location"]).text
    assert "Bầu cử 2021" in version
    assert "Đã vào phiên bản" in phuc.get(bank).text


def test_the_preview_shows_what_was_typed_and_stores_nothing(quick_stage: Stage) -> None:
    bank, (first, *_) = workshop(quick_stage)
    url = f"{bank}/questions/{first}"
    phuc = quick_stage.staff("phuc")
    before = revisions(quick_stage.database)
    page = edited(phuc, url, do="preview", stem="Một <b>câu</b> khác?", key=["0", "1", "2", "3"])  # type: ignore[arg-type]
    assert page.status_code == 200
    assert "Một &lt;b&gt;câu&lt;/b&gt; khác?</legend>" in page.text
    assert "Có thể chọn nhiều phương án." in page.text
    assert "Mọi phương án đều là đáp án" in page.text
    assert revisions(quick_stage.database) == before


@pytest.mark.parametrize(
    ("button", "options", "key"),
    [
        ("down-0", ["Đúng", "Sai một", "Sai hai", "Sai ba"], "0"),
        ("up-1", ["Đúng", "Sai một", "Sai hai", "Sai ba"], "0"),
        ("drop-0", ["Đúng", "Sai hai", "Sai ba"], "0"),
        ("more", ["Sai một", "Đúng", "Sai hai", "Sai ba", ""], "1"),
        ("up-0", ["Sai một", "Đúng", "Sai hai", "Sai ba"], "1"),
    ],
)
def test_options_are_ordered_added_and_dropped_without_script(
    quick_stage: Stage, button: str, options: list[str], key: str
) -> None:
    bank, (first, *_) = workshop(quick_stage)
    url = f"{bank}/questions/{first}"
    page = edited(quick_stage.staff("phuc"), url, do=button)
    form = form_of(page.text, url)
    assert (form["option"], form["key"]) == (options, [key])


def test_a_form_that_is_wrong_comes_back_as_it_was_typed(quick_stage: Stage) -> None:
    bank, (first, *_) = workshop(quick_stage)
    url = f"{bank}/questions/{first}"
    page = edited(quick_stage.staff("phuc"), url, bases="theo luật bầu cử", stem="Của tôi?")
    assert page.status_code == 422
    assert "Không hiểu căn cứ “theo luật bầu cử”" in page.text
    form = form_of(page.text, url)
    assert (form["bases"], form["stem"]) == (["theo luật bầu cử"], ["Của tôi?"])


def test_two_authors_get_both_texts_and_choose_part_by_part(stage: Stage) -> None:
    bank, (first, *_) = workshop(stage)
    url = f"{bank}/questions/{first}"
    phuc, quan = stage.staff("phuc"), stage.staff("quan")
    mine = form_of(quan.get(url).text, url)
    assert edited(phuc, url, stem="Của Phúc?", explanation="Phúc giải thích.").status_code == 303
    clash = send(quan, url, mine, stem="Của Quản?", bases="25/2008/QH12, Điều 1")
    assert clash.status_code == 409
    for said in ("Của Phúc?", "Của Quản?", "Phúc giải thích.", "25/2008/QH12, Điều 1"):
        assert said in clash.text
    chosen = form_of(clash.text, url)
    assert chosen["take_stem"] == ["mine"]
    assert chosen["take_explanation"] == ["theirs"]
    assert chosen["take_bases"] == ["mine"]
    assert send(quan, url, chosen, take_stem="theirs").status_code == 303
    page = form_of(quan.get(url).text, url)
    assert page["stem"] == ["Của Phúc?"]
    assert page["explanation"] == ["Phúc giải thích."]
    assert page["bases"] == ["25/2008/QH12, Điều 1"]


def test_a_second_conflict_on_the_way_loses_nothing_either(quick_stage: Stage) -> None:
    bank, (first, *_) = workshop(quick_stage)
    url = f"{bank}/questions/{first}"
    phuc, quan = quick_stage.staff("phuc"), quick_stage.staff("quan")
    mine = form_of(quan.get(url).text, url)
    edited(phuc, url, stem="Của Phúc?")
    chosen = form_of(send(quan, url, mine, stem="Của Quản?").text, url)
    edited(phuc, url, stem="Của Phúc, lần hai?")
    again = send(quan, url, chosen)
    assert again.status_code == 409
    assert "Của Quản?" in again.text
    assert "Của Phúc, lần hai?" in again.text
    assert send(quan, url, form_of(again.text, url)).status_code == 303
    assert form_of(quan.get(url).text, url)["stem"] == ["Của Quản?"]


def test_what_was_typed_over_a_removed_question_can_still_be_saved(quick_stage: Stage) -> None:
    bank, (first, *_) = workshop(quick_stage)
    url = f"{bank}/questions/{first}"
    phuc, quan = quick_stage.staff("phuc"), quick_stage.staff("quan")
    mine = form_of(quan.get(url).text, url)
    phuc.get(url)
    assert phuc.post(f"{url}/move", move="remove", revision="1").status_code == 303
    clash = send(quan, url, mine, stem="Của Quản?")
    assert clash.status_code == 409
    assert "đã được bỏ khỏi ngân hàng" in clash.text
    assert send(quan, url, form_of(clash.text, url)).status_code == 303
    assert "Nháp" in quan.get(url).text


def test_many_are_sent_at_once_and_who_is_refused_is_named(quick_stage: Stage) -> None:
    bank, ids = workshop(quick_stage)
    phuc, quan = quick_stage.staff("phuc"), quick_stage.staff("quan")
    phuc.get(bank)
    chosen = [f"{one}-1" for one in ids]
    assert phuc.post(f"{bank}/questions/move", chosen=chosen).status_code == 303
    assert phuc.post(f"{bank}/questions/move").status_code == 422
    chosen = [f"{ids[0]}-2", f"{ids[1]}-1"]
    quan.get(bank)
    partly = quan.post(f"{bank}/questions/approve", chosen=chosen, note="Đã đối chiếu bản giấy")
    assert partly.status_code == 409
    assert "Đã thực hiện 1 câu; 1 câu không thực hiện được" in partly.text
    assert "bau-cu-easy-2 đã được sửa sau khi mở trang này" in partly.text
    own = phuc.post(f"{bank}/questions/approve", chosen=f"{ids[2]}-2", note="Tự duyệt")
    assert own.status_code == 409
    assert "chính Ông/Bà viết" in own.text


def test_the_history_shows_what_changed_and_leads_back(quick_stage: Stage) -> None:
    bank, (first, *_) = workshop(quick_stage)
    url = f"{bank}/questions/{first}"
    phuc = quick_stage.staff("phuc")
    edited(phuc, url, stem="Câu hỏi 9 về bầu cử, mức độ easy?")
    page = phuc.get(f"{url}/history").text
    assert ">bỏ: </span>1 </del>" in page
    assert ">thêm: </span>9 </ins>" in page
    back = form_of(page, f"{url}/back")
    assert send(phuc, f"{url}/back", back).status_code == 303
    assert form_of(phuc.get(url).text, url)["stem"] == ["Câu hỏi 1 về bầu cử, mức độ easy?"]
    assert "Trở lại bản cũ" in phuc.get(f"{url}/history").text


def test_a_copy_is_a_new_question_with_the_same_words(quick_stage: Stage) -> None:
    bank, (first, *_) = workshop(quick_stage)
    phuc = quick_stage.staff("phuc")
    page = phuc.get(f"{bank}/questions/new?copy_of={first}").text
    form = form_of(page, f"{bank}/questions")
    assert (form["code"], form["copy_of"]) == (["cau-001"], [str(first)])
    saved = send(phuc, f"{bank}/questions", form)
    assert saved.headers["location"] != f"{bank}/questions/{first}?done=saved"


def test_the_list_filters_and_keeps_its_filter_on_the_way(quick_stage: Stage) -> None:
    bank, _ = workshop(quick_stage, 24)
    phuc = quick_stage.staff("phuc")
    assert "24 câu." in phuc.get(bank).text
    found = phuc.get(f"{bank}?q=CO%20CHE%20mot%20cua&level=hard").text
    assert "4 câu." in found
    assert "mot-cua-hard-1" in found
    assert "Không có câu hỏi nào ở đây" in phuc.get(f"{bank}?state=approved").text
    assert phuc.get(f"{bank}?state=x").status_code == 422
    there = f"{bank}?q=mot+cua&topic=mot-cua&level=hard&state=draft"
    form = form_of(phuc.get(there).text, f"{bank}/questions/move")
    chosen = _choices(phuc.get(there).text)[:1]
    moved = send(phuc, f"{bank}/questions/move", form, chosen=chosen)  # type: ignore[arg-type]
    assert moved.headers["location"] == f"{there}&done=moved"


def test_the_counts_name_the_state_and_the_list_says_what_another_must_review(
    quick_stage: Stage,
) -> None:
    bank, ids = workshop(quick_stage, 2)
    phuc, quan = quick_stage.staff("phuc"), quick_stage.staff("quan")
    own = "Ông/Bà đã viết; cần người khác duyệt"
    assert own not in phuc.get(bank).text
    phuc.post(f"{bank}/questions/move", chosen=f"{ids[0]}-1")
    page = phuc.get(f"{bank}?state=review").text
    assert "Số câu theo chuyên đề và mức độ, trạng thái chờ duyệt" in page
    assert page.count(own) == 1
    assert own not in quan.get(f"{bank}?state=review").text


def test_the_tabs_count_the_topic_and_level_that_are_looked_at(quick_stage: Stage) -> None:
    bank, _ = workshop(quick_stage, 24)
    page = quick_stage.staff("phuc").get(f"{bank}?topic=mot-cua&level=hard").text
    assert "Tất cả (4)" in page
    assert "Nháp (4)" in page
    assert "Chờ duyệt (0)" in page


def test_the_coverage_says_what_is_short_for_a_contest_and_for_a_typed_plan(
    quick_stage: Stage,
) -> None:
    bank, _ = workshop(quick_stage, 24)
    phuc = quick_stage.staff("phuc")
    page = phuc.get(f"{bank}/coverage").text
    assert "Hội thi thử" in page
    assert "Đủ nếu duyệt hết các câu đang soạn" in page
    typed = phuc.get(f"{bank}/coverage?count_bau-cu_hard=5").text
    assert "chuyên đề “Bầu cử”, mức độ khó cần 5 câu, có 4" in typed
    assert phuc.get(f"{bank}/coverage?count_bau-cu_hard=x").status_code == 422


def test_two_versions_stand_side_by_side(quick_stage: Stage) -> None:
    phuc, quan = quick_stage.staff("phuc"), quick_stage.staff("quan")
    version = quick_stage.world.bank_version_id
    phuc.get(f"/banks/{version}")
    made = phuc.post(f"/workshop/from/{version}", title="Soạn tiếp")
    bank = made.headers["location"].partition("?")[0]
    assert phuc.post(f"/workshop/from/{version}", title="Soạn tiếp").headers == made.headers
    listed = form_of(phuc.get(f"{bank}?level=easy").text, f"{bank}/questions/move")
    chosen = _choices(phuc.get(f"{bank}?level=easy&topic=bau-cu").text)
    first = f"{bank}/questions/{chosen[0].partition('-')[0]}"
    assert edited(phuc, first, stem="Câu viết lại?").status_code == 303
    chosen = _choices(phuc.get(f"{bank}?level=easy&topic=bau-cu").text)
    assert send(phuc, f"{bank}/questions/move", listed, chosen=chosen).status_code == 303  # type: ignore[arg-type]
    chosen = _choices(quan.get(f"{bank}?state=review").text)
    quan.post(f"{bank}/questions/approve", chosen=chosen, note="Đã đối chiếu")
    publish = form_of(phuc.get(f"{bank}/publish").text, f"{bank}/publish")
    new = send(phuc, f"{bank}/publish", publish).headers["location"].rpartition("/")[2]
    page = phuc.get(f"/workshop/compare?old={version}&new={new}").text
    assert ">thêm: </span>viết lại?</ins>" in page
    assert "20 câu" in page
    assert "Soạn tiếp" in page
    assert phuc.get(f"/workshop/compare?old={version}&new=4711").status_code == 404
    beside = f'<a href="/workshop/compare?old={version}&amp;new={new}">So với bản trước</a>'
    assert beside in phuc.get(bank).text
    form = form_of(phuc.get(f"/workshop/compare?new={version}").text, "/workshop/compare")
    assert form == {"old": [new], "new": [str(version)]}


def _choices(page: str) -> list[str]:
    return re.findall(r'name="chosen" value="([^"]+)"', page)


def test_going_on_writing_after_a_conflict_keeps_what_the_other_did(quick_stage: Stage) -> None:
    bank, (first, *_) = workshop(quick_stage)
    url = f"{bank}/questions/{first}"
    phuc, quan = quick_stage.staff("phuc"), quick_stage.staff("quan")
    mine = form_of(quan.get(url).text, url)
    edited(phuc, url, explanation="Phúc giải thích.")
    clash = send(quan, url, mine, stem="Của Quản?")
    assert "Bản đang có: Phúc, 08:00" in clash.text
    page = send(quan, url, form_of(clash.text, url), do="preview")
    assert "Chưa lưu" in page.text
    assert "Duyệt câu hỏi" not in page.text
    form = form_of(page.text, url)
    assert (form["stem"], form["explanation"]) == (["Của Quản?"], ["Phúc giải thích."])
    assert send(quan, url, form).status_code == 303
    saved = form_of(quan.get(url).text, url)
    assert (saved["stem"], saved["explanation"]) == (["Của Quản?"], ["Phúc giải thích."])
