"""A sealed bank in the browser: no page of anybody shows its words, the contest goes on."""

from dataclasses import replace

import pytest

from quiz.rules.wording import say_moment
from quiz.stages import author
from quiz.stages.workshop import banks, looking
from quiz.stages.workshop.looking import Filter
from quiz.store.tables import BankImport
from tests.cast import MINUTE, OPENS, Stage, small_bank
from tests.house.test_access import ACCESS
from tests.journeys.test_answers import start
from tests.journeys.workshop_pages import edited, form_of, send
from tests.stages.workshop_cast import PHUC, filled

WORDS = ("về bầu cử, mức độ", "về cơ chế một cửa, mức độ", "Vì phương án này đúng")
READABLE = [
    route
    for route in ACCESS
    if route.startswith("GET ") and ("{bank_id}" in route or "{version_id}" in route)
]
UNTIL = "2021-04-05T12:00"


def sealed(stage: Stage) -> tuple[str, dict[str, str]]:
    """The contest's own version, gone on from and sealed: the bank's address, ids for routes."""
    version = stage.world.bank_version_id
    bank_id = banks.make_from(stage.database, version, "Soạn tiếp", PHUC)
    question = looking.listing(stage.database, bank_id, Filter(), 1, PHUC).found[0].id
    phuc = stage.staff("phuc")
    phuc.get(f"/workshop/{bank_id}")
    answer = phuc.post(f"/workshop/{bank_id}/seal", until=UNTIL)
    assert answer.status_code == 303, answer.text
    with stage.database.writing() as session:
        taken = BankImport(
            bank_id=bank_id, digest="0" * 64, name="de.docx", added=1, changed=0, at=0, actor="phuc"
        )
        session.add(taken)
        session.flush()
        import_id = taken.id
    ids = {
        "{bank_id}": str(bank_id),
        "{question_id}": str(question),
        "{version_id}": str(version),
        "{import_id}": str(import_id),
    }
    return f"/workshop/{bank_id}", ids


@pytest.mark.parametrize("route", READABLE)
def test_no_page_shows_a_word_of_a_sealed_bank_to_anybody(quick_stage: Stage, route: str) -> None:
    _, ids = sealed(quick_stage)
    path = route.removeprefix("GET ")
    for name, value in ids.items():
        path = path.replace(name, value)
    for username in ("phuc", "quan"):
        visitor = quick_stage.staff(username)
        for query in ("", f"?copy_of={ids['{question_id}']}", "?q=bau", "?format=gift"):
            answer = visitor.get(path + query)
            assert answer.status_code in {200, 403, 422}
            assert not any(word in answer.text for word in WORDS), path
            assert not any(word.encode() in answer.content for word in WORDS), path


def test_comparing_with_a_sealed_version_is_shut_too(quick_stage: Stage) -> None:
    _, ids = sealed(quick_stage)
    version = ids["{version_id}"]
    answer = quick_stage.staff("quan").get(f"/workshop/compare?old={version}&new={version}")
    assert answer.status_code == 403
    assert "niêm phong đến 12:00 ngày 05/4/2021" in answer.text


def test_the_page_of_a_later_version_says_why_nothing_is_compared(quick_stage: Stage) -> None:
    sealed(quick_stage)
    bank = small_bank()
    fewer = replace(bank, questions=bank.questions[:5])
    version = author.publish(quick_stage.database, fewer, "phuc", OPENS)
    page = quick_stage.staff("quan").get(f"/banks/{version}").text
    assert "Phiên bản trước đang niêm phong nên không đối chiếu được." in page
    assert bank.questions[5].id not in page


def test_a_reason_opens_it_for_a_quarter_of_an_hour_and_stays_on_the_page(stage: Stage) -> None:
    bank, ids = sealed(stage)
    phuc, quan = stage.staff("phuc"), stage.staff("quan")
    page = quan.get(bank)
    assert "Ngân hàng đang niêm phong" in page.text
    assert quan.post(f"{bank}/open", reason="  ").status_code == 422
    assert quan.post(f"{bank}/open", reason="Xử lý khiếu nại").status_code == 303
    assert WORDS[0] in quan.get(bank).text
    assert WORDS[0] in quan.get(f"/banks/{ids['{version_id}']}").text
    told = phuc.get(bank).text
    assert WORDS[0] not in told
    assert "Xử lý khiếu nại" in told
    assert say_moment(OPENS) in told
    stage.clock.now += 15 * MINUTE
    assert WORDS[0] not in quan.get(bank).text
    stage.clock.now = OPENS + 4 * 60 * MINUTE
    assert WORDS[0] in phuc.get(bank).text


def test_what_an_author_typed_while_the_bank_was_sealed_stays_on_their_page(
    quick_stage: Stage,
) -> None:
    version = quick_stage.world.bank_version_id
    bank_id = banks.make_from(quick_stage.database, version, "Soạn tiếp", PHUC)
    question = looking.listing(quick_stage.database, bank_id, Filter(), 1, PHUC).found[0].id
    url = f"/workshop/{bank_id}/questions/{question}"
    phuc, quan = quick_stage.staff("phuc"), quick_stage.staff("quan")
    mine = form_of(phuc.get(url).text, url)
    quan.get(f"/workshop/{bank_id}")
    quan.post(f"/workshop/{bank_id}/seal", until=UNTIL)
    answer = send(phuc, url, mine, stem="Đang gõ dở?", explanation="")
    assert answer.status_code == 403
    assert "niêm phong" in answer.text
    assert form_of(answer.text, url)["stem"] == ["Đang gõ dở?"]
    phuc.get(f"/workshop/{bank_id}")
    phuc.post(f"/workshop/{bank_id}/open", reason="Lưu phần đang viết")
    assert edited(phuc, url, stem="Đang gõ dở?").status_code == 303


def test_the_contest_of_a_sealed_bank_is_sat_as_ever(quick_stage: Stage) -> None:
    sealed(quick_stage)
    an, attempt = start(quick_stage)
    assert "Câu hỏi" in an.get(attempt).text
    assert (
        quick_stage.staff("so")
        .get(f"/province/contests/{quick_stage.world.contest_id}")
        .status_code
        == 200
    )


@pytest.mark.parametrize("until", ["", "hôm nay", "2021-04-05T07:00", "2021-13-05T07:00"])
def test_a_seal_needs_a_moment_to_come(quick_stage: Stage, until: str) -> None:
    phuc = quick_stage.staff("phuc")
    bank_id = banks.make_from(quick_stage.database, quick_stage.world.bank_version_id, "A", PHUC)
    phuc.get(f"/workshop/{bank_id}")
    assert phuc.post(f"/workshop/{bank_id}/seal", until=until).status_code == 422
    assert "Ngân hàng đang niêm phong" not in phuc.get(f"/workshop/{bank_id}").text


def test_who_is_about_to_seal_is_told_of_open_banks_with_the_same_questions(
    quick_stage: Stage,
) -> None:
    version = quick_stage.world.bank_version_id
    first, second = (
        banks.make_from(quick_stage.database, version, title, PHUC) for title in ("Một", "Hai")
    )
    phuc = quick_stage.staff("phuc")
    shown = phuc.get(f"/workshop/{first}").text
    assert f'<a href="/workshop/{second}">Hai</a>: 24 câu' in shown
    assert phuc.post(f"/workshop/{first}/seal", until=UNTIL).status_code == 303
    assert "giống hệt" not in phuc.get(f"/workshop/{first}").text
    assert "giống hệt" not in phuc.get(f"/workshop/{second}").text


def test_the_seals_form_names_the_versions_that_are_sealed_along(stage: Stage) -> None:
    bank_id, _ = filled(stage.database)
    version, phuc = stage.world.bank_version_id, stage.staff("phuc")
    page = phuc.get(f"/workshop/{bank_id}").text
    notice = page[page.index("Các phiên bản được niêm phong cùng") :]
    assert f'href="/banks/{version}"' in notice
    assert "3 câu" in notice
    assert WORDS[0] in phuc.get(f"/banks/{version}").text
    assert phuc.post(f"/workshop/{bank_id}/seal", until=UNTIL).status_code == 303
    answer = phuc.get(f"/banks/{version}")
    assert answer.status_code == 403
    assert WORDS[0] not in answer.text
