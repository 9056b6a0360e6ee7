"""What one page or file says of a round is what the others say: units in classes, people whose
attempt was voided.
"""

import csv
import io
from dataclasses import replace

from quiz.rules.units import Measure, UnitRules
from quiz.stages import oversee, unit_files, void
from quiz.store import ranked_units
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, RULES, World, make_world
from tests.finished import Sat, five_of_vi_thanh, hand_in
from tests.journeys.test_taking_files_away import cells


def test_the_csv_of_units_in_classes_says_the_class_and_the_place_among_all(
    database: Database, writer: Writer
) -> None:
    rules = replace(RULES, units=UnitRules(measure=Measure.MEAN, tiers=(10,)))
    world = make_world(database, rules)
    hand_in(database, writer, world.vi_thanh, [Sat(world.people["An"], 6, 5)])
    found = database.read_now(lambda one: ranked_units.of_round(one, world.vi_thanh, CLOSES))
    file = unit_files.ranking_file(found, "csv", CLOSES)
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0][-2:] == ["Xếp hạng trong", "Hạng chung"]
    told = [row[-2:] for row in rows[1:]]
    assert any(title for title, _ in told)
    assert [place for _, place in told] == [str(one.whole_place or "") for one in found.lines]
    sheet = cells(unit_files.ranking_file(found, "xlsx", CLOSES).content)
    assert {"Xếp hạng trong", "Hạng chung"} <= {cell for row in sheet for cell in row}


def test_whose_attempt_was_voided_is_nobody_who_took_part(
    database: Database, writer: Writer, world: World
) -> None:
    people = five_of_vi_thanh(database, writer, world)
    (attempt,) = database.read_now(
        lambda one: one.exec_driver_sql(
            f"SELECT id FROM attempt WHERE person_id = {people['Bình']}"
        ).one()
    )
    void.void(database, writer, attempt, "Thi hộ", ("lan", "quan"), CLOSES + MINUTE)
    line = database.read_now(lambda one: oversee.one_round(one, world.vi_thanh, CLOSES))
    units = database.read_now(lambda one: ranked_units.of_round(one, world.vi_thanh, CLOSES))
    assert (line.sat, line.finished) == (4, 4)
    assert sum(one.participant_count for one in units.lines) == 4
    (contest,) = database.read_now(lambda one: oversee.contests(one, CLOSES))
    assert (contest.sat, contest.finished) == (4, 4)
