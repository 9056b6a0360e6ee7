"""As many units go on as rules may say: the page is read, posted and confirmed as any other, and a
form with more fields than a form may have is refused with what helps."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import col, select

from question_bank.vietnamese import fold, same_key, sort_key
from quiz.rules.advancing import AdvancingRules
from quiz.rules.notice import Controller
from quiz.rules.units import Measure, UnitRules
from quiz.stages import count, sit
from quiz.store.database import Database
from quiz.store.tables import Person, Unit
from quiz.web.forms import MAX_FIELDS
from tests.cast import CLOSES, MINUTE, OPENS, RULES, Stage, Visitor, staged
from tests.journeys.test_a_wrong_key import said

SEATS, MORE = 1_000, 3
NATION = replace(
    RULES,
    units=UnitRules(Measure.SUM_TOP, top=1, by_duration=True),
    advancing=AdvancingRules(seats=SEATS),
)


def settle_nation(database: Database, district_id: int) -> list[int]:
    """Communes of the district, each with one person; the persons."""
    with database.writing() as session:
        units = [
            Unit(
                code=f"930-{number}",
                name=f"Xã {number}",
                type="Xã",
                full_name=f"Xã {number}",
                key=same_key(f"Xã {number}"),
                parent_id=district_id,
                district_id=district_id,
            )
            for number in range(1, SEATS + MORE + 1)
        ]
        session.add_all(units)
        session.flush()
        people = [
            Person(
                number=f"X{unit.code}",
                name=f"Người {unit.name}",
                name_fold=fold(f"Người {unit.name}"),
                sort_key=str(sort_key(f"Người {unit.name}")),
                unit_id=unit.id or 0,
                district_id=district_id,
                notice=Controller().version,
                notice_at=OPENS - 1000,
            )
            for unit in units
        ]
        session.add_all(people)
        session.flush()
        return [one.id or 0 for one in people]


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Everybody answers nothing, each a little faster than the next; all boards are official."""
    folder: Path = tmp_path_factory.mktemp("nation")
    with staged(folder, f"sqlite:///{folder / 'quiz.db'}", NATION) as stage:
        people = settle_nation(stage.database, stage.world.districts["Thành phố Vị Thanh"])

        async def everybody() -> None:
            given = (stage.database, stage.writer)
            for number, person in enumerate(people, 1):
                attempt = await sit.start(*given, stage.world.vi_thanh, person, OPENS)
                await sit.submit(*given, attempt, person, OPENS + 1_000 * number)
            while await count.settle_all(*given):
                pass

        asyncio.run(everybody())
        stage.clock.now = CLOSES + MINUTE
        for round_id in stage.world.rounds.values():
            count.publish(*(stage.database, stage.writer), round_id, "quan", stage.clock.now)
        yield stage


def sent(form: str, *ticks: int, **typed: str) -> dict[str, str]:
    """What a browser sends of a form in which these are ticked beside those that are."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    boxes = re.findall(r'<input type="checkbox" id="\S+" name="(\w+)" value="1"( checked)?>', form)
    found |= {name: "1" for name, checked in boxes if checked}
    found |= dict(
        re.findall(r'<input class="input" type="text" id="\S+" name="(\w+)" value="(.*?)"', form)
    )
    found |= {f"skip_{one}": "1" for one in ticks} | typed
    found.pop("form_token")
    return found


def forms(visitor: Visitor, url: str) -> list[str]:
    answer = visitor.get(url)
    assert answer.status_code == 200, answer.text
    return re.findall(r'<form class="(?:work-form seats|form)".*?</form>', answer.text, re.DOTALL)


def communes(stage: Stage) -> dict[str, int]:
    with stage.database.reading() as session:
        found = session.exec(select(Unit).where(col(Unit.type) == "Xã"))
        return {one.name: one.id or 0 for one in found}


def test_a_thousand_units_go_on_and_three_are_replaced_for_reasons_typed_after_the_ticks(
    nation: Stage,
) -> None:
    url = f"/province/contests/{nation.world.contest_id}/advancing"
    so, units = nation.staff("so"), communes(nation)
    out = [units[f"Xã {number}"] for number in (1, 500, 1_000)]
    preview = forms(so, url)[0]
    assert preview.count('name="skip_') == SEATS + MORE
    assert "Danh sách dài" in preview
    given = sent(preview, *out, do="preview")
    assert len(given) + 1 < MAX_FIELDS
    ticked = so.post(url, **given)
    assert ticked.status_code == 422
    assert ticked.text.count("Chưa nêu lý do không chọn.") == 6
    typed = {f"reason_{one}": "Xin rút" for one in out}
    again = so.post(url, **sent(ticked.text, **typed, do="preview"))
    assert again.status_code == 200
    confirm = again.text[again.text.index("Xác nhận danh sách") :]
    assert so.post(url, **sent(confirm, do="confirm")).status_code == 303
    page = said(so.get(url).text)
    assert page.count("Xin rút") >= 3
    assert "lần 1" in page


def test_more_ticks_than_a_form_may_have_are_refused_with_what_helps(nation: Stage) -> None:
    so = nation.staff("so")
    url = f"/province/contests/{nation.world.contest_id}/advancing"
    so.get(url)
    ticks = [*communes(nation).values()]
    answer = so.post(url, do="preview", **{f"skip_{one}": "1" for one in ticks})
    assert answer.status_code == 413
    assert "hơn 1000 mục" in said(answer.text)
    assert "bỏ bớt mục đã đánh dấu" in said(answer.text)
