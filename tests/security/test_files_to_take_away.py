"""Files are named by the server, and a name that somebody typed stays a name (RFC 6266)."""

import re
from urllib.parse import unquote

import pytest

from quiz.web.downloads import attachment
from tests.cast import Stage

NASTY = (
    'Kết quả "chính thức".xlsx',
    "a\r\nSet-Cookie: x=1.xlsx",
    "../../etc/passwd.xlsx",
    "..\\..\\x.xlsx",
    "a;filename=b.xlsx",
    "Tỉnh Hậu Giang – đợt 1.xlsx",
    "\u202egnp.xlsx",
    "%0d%0a.xlsx",
    "'.xlsx",
)


@pytest.mark.parametrize("name", NASTY)
def test_any_name_is_one_header_of_plain_signs(name: str) -> None:
    told = attachment(name, b"").headers["content-disposition"]
    found = re.fullmatch(
        r"attachment; filename=\"([a-z0-9-]+\.xlsx)\"; filename\*=UTF-8''([A-Za-z0-9._~%-]+)", told
    )
    assert found, told
    assert unquote(found[2]) == name


def test_an_export_that_is_asked_for_fifty_times_is_given_six_times_an_hour(
    quick_stage: Stage,
) -> None:
    lan, url = quick_stage.staff("lan"), f"/staff/rounds/{quick_stage.world.vi_thanh}/board.xlsx"
    answers = [lan.get(url) for _ in range(50)]
    assert [one.status_code for one in answers] == [200] * 6 + [429] * 44
    assert int(answers[-1].headers["retry-after"]) <= 600
    quick_stage.clock.pass_minutes(10)
    assert lan.get(url).status_code == 200


def test_anybodys_export_is_limited_by_address_whatever_the_cookie(quick_stage: Stage) -> None:
    url = f"/rounds/{quick_stage.world.vi_thanh}/board.csv"
    answers = [quick_stage.stranger().get(url).status_code for _ in range(9)]
    assert answers == [200] * 6 + [429] * 3
