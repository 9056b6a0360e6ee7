"""Everything that the rules can say stands in the form and comes back from it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules import presets
from quiz.rules.criteria import AttemptsPer, TieBreak, chain
from quiz.rules.draft import Draft, Series
from quiz.rules.eligibility import Audience, Duty, RoundKind
from quiz.rules.marking import Marking, Partial
from quiz.rules.prediction import Target
from quiz.rules.presets import Preset
from quiz.rules.prizes import Prize, PrizeKind, PrizeRules, PrizeScope
from quiz.rules.round import Rules
from quiz.rules.team import RoleQuota, TeamRules
from quiz.rules.units import Measure, UnitRules, Weight
from quiz.stages import oversee, prepare
from quiz.web.province import parameters
from tests.cast import CLOSES, OPENS, RULES, Stage
from tests.printed_forms import printed_form

words = st.sampled_from(["Giải Nhất", "Công chức một cửa", "Cán bộ xã"])
rules = st.builds(
    replace,
    st.just(RULES),
    marking=st.builds(
        Marking, *(st.integers(1, 10_000) for _ in range(3)), st.sampled_from(Partial)
    ),
    attempts_per=st.sampled_from(AttemptsPer),
    floor_seconds=st.integers(0, 60),
    balanced=st.booleans(),
    prediction=st.none() | st.sampled_from(Target),
    team=st.builds(
        TeamRules,
        most_of_a_unit=st.none() | st.integers(1, 9),
        least_points=st.integers(0, 10_000),
        roles=st.lists(st.builds(RoleQuota, words, st.integers(1, 3))).map(tuple),
    ),
    units=st.builds(
        UnitRules,
        weights=st.lists(
            st.builds(Weight, st.sampled_from(sorted(set(Measure))), st.integers(1, 100))
        ).map(tuple),
        tiers=st.lists(st.integers(1, 5_000)).map(tuple),
        target_rate=st.integers(0, 10_000),
    ),
    prizes=st.builds(
        PrizeRules,
        table=st.lists(
            st.builds(
                Prize,
                words,
                st.integers(1, 99),
                st.sampled_from(PrizeKind),
                st.integers(0, 9_000_000),
            )
        ).map(tuple),
        one_each=st.booleans(),
        per=st.sampled_from(PrizeScope),
    ),
    excluded=st.sets(st.sampled_from(Duty)).map(
        lambda some: tuple(one for one in Duty if one in some)
    ),
    audiences=st.lists(st.builds(Audience, st.sampled_from(["a", "b"]), words)).map(tuple),
)


@given(rules)
def test_what_stands_in_the_fields_is_read_back_as_it_was(wanted: Rules) -> None:
    fields = parameters.written(wanted)
    data, errors = parameters.read(lambda field: fields.get(field, ""))
    assert errors == []
    assert Rules.from_plain(data, ()) == replace(
        Rules(()),
        **{name: getattr(wanted, name) for name in data},
    )


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("marking.hard", "hai", "hai chữ số"),
        ("team.women", "-1", "số nguyên"),
        ("prizes.table", "Giải Nhất", "mỗi dòng"),
        ("prizes.table", "Giải Nhất; 1; đồng đội", "loại giải"),
        ("units.weights", "chiều cao; 100", "tiêu chí"),
        ("units.measure", "height", "danh sách"),
        ("audiences", "cán bộ", "mỗi dòng"),
    ],
)
def test_what_means_nothing_is_named_beside_its_field(path: str, typed: str, said: str) -> None:
    fields = parameters.written(RULES)
    (field,) = (one.field for one in parameters.PARAMETERS if one.path == path)
    _, errors = parameters.read(lambda one: typed if one == field else fields[one])
    ((named, sentence),) = errors
    assert named == field
    assert said in sentence


def test_every_part_of_the_rules_has_a_place_in_the_form() -> None:
    asked = {one.path.split(".")[0] for one in parameters.PARAMETERS}
    own = {"blueprint", "minutes", "attempts", "counting", "tie_breaks", "seats", "reserves"}
    fixed = {"grace_ms"}  # a promise of the software, not a choice of the committee
    switches = {"shuffle_questions", "shuffle_options"}
    names = set(Rules.__dataclass_fields__)
    assert names == asked | own | fixed | switches


def the_draft(quick_stage: Stage, contest_id: int) -> Draft:
    return quick_stage.database.read_now(
        lambda connection: oversee.contest(connection, contest_id, OPENS).draft
    )


def test_saving_the_form_as_it_was_printed_changes_nothing(quick_stage: Stage) -> None:
    database, world = quick_stage.database, quick_stage.world
    version = world.bank_version_id
    practice = Series("Thi thử", OPENS, CLOSES, RoundKind.PRACTICE)
    own = Series("Tuần 2", OPENS, CLOSES, RoundKind.OFFICIAL, "dan", version, RULES.blueprint)
    rich = replace(
        RULES,
        audiences=(Audience("dan", "Người dân"),),
        tie_breaks=chain(TieBreak.PREDICTION, TieBreak.DURATION),
        prediction=Target.PERCENT,
    )
    windows = {world.districts["Thành phố Vị Thanh"]: (OPENS, CLOSES)}
    wanted = Draft("Nhiều vòng", rich, version, windows, (practice, own), "Tuần 1")
    contest_id = prepare.create_contest(database, wanted, "so", OPENS - 1)
    so = quick_stage.staff("so")
    url = f"/province/contests/{contest_id}"
    page = so.get(f"{url}/edit")
    before = the_draft(quick_stage, contest_id)
    reply = so.post(url, **(printed_form(page.text, url) | {"do": "save"}))
    assert reply.status_code == 303, reply.text
    after = the_draft(quick_stage, contest_id)
    assert after.rules == before.rules
    assert after.windows == before.windows
    assert [one.label for one in after.series] == ["Thi thử", "Tuần 2"]
    assert after.series[0] == before.series[0]


@pytest.mark.parametrize("preset", list(Preset))
def test_a_new_contest_begins_from_a_preset(quick_stage: Stage, preset: Preset) -> None:
    so = quick_stage.staff("so")
    page = so.get(f"/province/contests/new?preset={preset}")
    assert page.status_code == 200
    times = {"opens": "2021-05-04T08:00", "closes": "2021-05-04T17:00"}
    fields = printed_form(page.text, "/province/contests") | times
    reply = so.post("/province/contests", **(fields | {"do": "save", "name": "Từ mẫu"}))
    assert reply.status_code == 303, reply.text
    made = the_draft(quick_stage, int(reply.headers["location"].rsplit("/", 1)[1])).rules
    assert made == Rules.from_plain(presets.plain(preset), made.blueprint)
