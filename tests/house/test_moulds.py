"""Pages that are cast once are what their template prints for each person."""

from dataclasses import fields, replace
from typing import Any

import pytest
from markupsafe import Markup

from quiz.web.assets import Assets
from quiz.web.moulds import Moulds
from quiz.web.pages.common import Chrome, Link
from quiz.web.pages.contestant import AttemptPage, EnterPage, ReceiptPage, RoundPage
from quiz.web.templating import folder, make_environment

TEMPLATES = make_environment(folder("templates"), Assets(folder("static")))
CHROME = Chrome("Nguyễn Văn An", "Thí sinh", (Link("Vòng thi của tôi", "/rounds", True),), "t1")
ROUND = RoundPage(
    title="Vòng thi",
    contest="Hội thi",
    district="Vị Thanh",
    contestant="Nguyễn Văn An",
    unit="UBND",
    candidate_number="VT0001",
    rules=("Một.", "Hai."),
    notice=("Ba.",),
    phase="open",
    phase_text="Đang mở",
    opens_at_ms=5,
    now_ms=7,
    action="start",
    action_url="/rounds/1/start",
    action_label="Bắt đầu làm bài",
    receipts=(),
    board_url="/rounds/1/board",
)
ATTEMPT = AttemptPage(
    title="Bài làm",
    contest="Hội thi",
    contestant="Nguyễn Văn An",
    candidate_number="VT0001",
    cards=Markup("<b>một</b>"),
    total=2,
    left=(1, 2),
    attempt_id=3,
    next_seq=1,
    now_ms=7,
    deadline_ms=9,
    deadline_text="08:30:00",
    answers_url="/attempts/3/answers",
    save_url="/attempts/3/save",
    submit_url="/attempts/3/submit",
    receipt_url="/attempts/3/receipt",
)
RECEIPT = ReceiptPage(
    title="Phiếu xác nhận nộp bài",
    contest="Hội thi",
    district="Vị Thanh",
    contestant="Nguyễn Văn An",
    candidate_number="VT0001",
    unit="UBND",
    ended_text="Thí sinh đã nộp bài.",
    submitted_text="08:20",
    duration_text="20 phút",
    answered=2,
    total=2,
    score_text="2/2",
    place_text="Hạng 1",
    receipt_number=9,
    digest="abc",
    board_url="/rounds/1/board",
    round_url="/rounds/1",
)
OTHERS: list[tuple[Any, dict[str, Any]]] = [
    (EnterPage("Vào thi", "/enter"), {"number": "<VT>'1\""}),
    (
        ROUND,
        {
            "contestant": '<script>"Bình" & \'',
            "unit": "Phụng Hiệp",
            "candidate_number": "",
            "now_ms": 0,
            "action_url": "/rounds/2/start",
        },
    ),
    (ROUND, {"action": "resume", "action_url": "/attempts/9"}),
    (ATTEMPT, {"cards": Markup("<i>hai</i>"), "attempt_id": 4, "next_seq": 12, "deadline_ms": 11}),
    (ATTEMPT, {"contestant": "{{ 7 * 7 }}", "saved_text": "Bài làm đã được lưu."}),
    (RECEIPT, {"answered": 0, "score_text": "", "place_text": "", "digest": "<&>"}),
    (RECEIPT, {"place_text": "Hạng 2 trên 3", "receipt_number": 1}),
]


def printed(page: Any, chrome: Chrome) -> str:
    """What the template prints by itself."""
    return TEMPLATES.get_template(page.template).render(page=page, chrome=chrome)


@pytest.mark.parametrize(("page", "other"), OTHERS)
def test_a_mould_gives_everybody_what_the_template_prints_for_them(
    page: Any, other: dict[str, Any]
) -> None:
    moulds = Moulds(TEMPLATES)
    people = [
        (page, CHROME),
        (replace(page, **other), replace(CHROME, viewer="Chi <&>", form_token="t2")),
        (replace(page, **other), Chrome(form_token="t3")),
        (page, CHROME),
    ]
    for one, chrome in people:
        assert moulds.render(one, chrome) == printed(one, chrome)


def test_a_page_that_decides_by_a_personal_value_would_be_seen() -> None:
    moulds = Moulds(TEMPLATES)
    deciding = type("Deciding", (RoundPage,), {"personal": (*RoundPage.personal, "action")})
    page = deciding(**{field.name: getattr(ROUND, field.name) for field in fields(ROUND)})
    assert moulds.render(page, CHROME) != printed(page, CHROME)
