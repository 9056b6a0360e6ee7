"""A roster moves whoever's contests are over; the preview says so, and twice is once."""

from typing import Any

import pytest

from quiz.rules.outlook import Preview
from quiz.rules.reasons import PeopleReason
from quiz.rules.refusal import Refusal
from quiz.stages import (
    enrol,
)
from quiz.store.database import Database
from quiz.store.tables import Person
from quiz.store.writer import Writer
from tests.cast import OPENS, make_world
from tests.published import (
    FAR,
    NOW,
    OFFICE,
    OVER_RULES,
    PHUNG_HIEP,
    VI_THANH,
    YEAR,
    Over,
    over,
    roster_of,
)


@pytest.fixture
def made(database: Database, writer: Writer) -> Over:
    return over(database, writer, make_world(database, OVER_RULES))


def test_a_roster_with_another_district_says_so_and_twice_is_once(made: Over) -> None:
    roster = roster_of(FAR)
    found = enrol.preview(made.database, roster, None)
    ((entry),) = found.changed
    assert entry.changes == (
        f"Huyện/Thị xã/Thành phố: {VI_THANH} → {PHUNG_HIEP}",
        f"Đơn vị: {OFFICE} → {FAR}",
    )
    enrol.enrol(made.database, roster, None, "quan", NOW, shown=found.code)
    with made.database.reading() as session:
        an = session.get_one(Person, made.an)
        assert (an.district_id, an.entered_at) == (made.world.districts[PHUNG_HIEP], NOW)
    again = enrol.preview(made.database, roster, None)
    assert (again.new, again.changed, again.unchanged) == ((), (), 1)
    # the old district's roster, which knows An by name only, makes no second An
    old = enrol.preview(made.database, roster_of(OFFICE, number=""), None)
    assert (old.new, old.changed) == ((), ())
    assert f"đã chuyển từ đơn vị này sang {PHUNG_HIEP}" in old.problems[0].message


@pytest.mark.parametrize(
    ("districts", "texts", "said"),
    [
        ((PHUNG_HIEP,), {}, "việc chuyển đơn vị phải do hai bên xác nhận"),
        ((PHUNG_HIEP, VI_THANH), {"name": "Trần Văn Khác"}, "đề nghị kiểm tra lại"),
        ((PHUNG_HIEP, VI_THANH), {}, ""),
    ],
)
def test_only_whoever_writes_both_districts_moves_by_a_roster_and_only_the_same_name(
    made: Over, districts: tuple[str, ...], texts: dict[str, str], said: str
) -> None:
    allowed = frozenset(made.world.districts[one] for one in districts)
    found = enrol.preview(made.database, roster_of(FAR, **texts), allowed)
    assert bool(found.problems) is bool(said)
    assert not said or said in found.problems[0].message
    assert len(found.changed) == (0 if said else 1)


def test_a_start_while_the_roster_is_planned_keeps_the_person_in_the_district(
    made: Over, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = made.next_year()
    planned = enrol.preview

    def slowly(*given: Any) -> Preview:
        found = planned(*given)
        made.sits_next_year(rounds[made.world.districts[VI_THANH]])
        return found

    monkeypatch.setattr(enrol, "preview", slowly)
    with pytest.raises(Refusal) as refused:
        enrol.enrol(made.database, roster_of(FAR), None, "quan", OPENS + YEAR)
    assert refused.value.reason is PeopleReason.ROSTER_BLOCKED
    assert made.unit_of() == made.units[OFFICE]
    assert made.remembered() == []
