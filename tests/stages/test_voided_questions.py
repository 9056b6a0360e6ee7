"""A voided question is no part of the papers that hold it: their scores are said out of what is
left, those of other papers out of all.
"""

import io
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Protocol

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection

from quiz.rules.deciding import Ruling
from quiz.rules.marking import Marking
from quiz.rules.prizes import Prize, PrizeRules
from quiz.rules.round import Rules
from quiz.rules.scopes import BoardScope
from quiz.stages import board, choose, haste, listing, report, standing
from quiz.stages.choose import Seen, Wanted
from quiz.stages.standing import OwnStanding
from quiz.store import prizes, rows, teams, voided, whole
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, RULES, make_world
from tests.committee import AFTER, Committee
from tests.finished import five_of_vi_thanh

PRIZED = replace(RULES, prizes=PrizeRules((Prize("Khuyến khích", 5),)))


class Case:
    """Five have sat; one question is in some of their papers, An's first, and not in others. An had
    it right."""

    def __init__(self, database: Database, writer: Writer, rules: Rules) -> None:
        self.database = database
        self.world = make_world(database, rules)
        self.people = five_of_vi_thanh(database, writer, self.world)
        self.committee = Committee(database, writer, self.world)
        self.committee.publish()
        papers = {name: self._paper(person) for name, person in self.people.items()}
        self.question = next(
            one
            for one in sorted(papers["An"])
            if any(one not in paper for paper in papers.values())
        )
        self.holders = {name for name, paper in papers.items() if self.question in paper}

    def _paper(self, person: int) -> set[str]:
        attempt = self.committee.attempt_of(person)
        return {self.committee.question_of(attempt, number) for number in range(1, 7)}

    def said(self, version: int = 0, **asked: str) -> dict[str, str]:
        """Given name -> what the score is out of."""
        view = self.database.read_now(
            lambda one: board.read_board(one, self.world.vi_thanh, version=version, **asked)  # type: ignore[arg-type]
        )
        return {line.name.split()[-1]: line.score_text.split("/")[1] for line in view.lines}

    def expected(self, whole: str, less: str) -> dict[str, str]:
        return {name: less if name in self.holders else whole for name in self.people}


def own_standing(connection: Connection, round_id: int, person_id: int) -> OwnStanding | None:
    return standing.standing_of(connection, rows.read_round(connection, round_id), person_id)


def test_scores_are_said_out_of_what_a_paper_still_offers(
    database: Database, writer: Writer
) -> None:
    case = Case(database, writer, PRIZED)
    assert case.said() == case.expected("6", "6")
    case.committee.decide(Ruling.VOID_QUESTION, case.question)
    after = case.expected("6", "5")
    assert case.said() == after
    assert case.said(version=1) == case.expected("6", "6")
    assert case.said(query="an").items() <= after.items()
    world = case.world
    file = database.read_now(
        lambda one: listing.round_file(
            one, world.vi_thanh, BoardScope(), "csv", CLOSES, public=False
        )
    ).content.decode("utf-8-sig")
    together = database.read_now(
        lambda one: whole.read_whole(one, world.contest_id, CLOSES, public=False)
    )
    given = database.read_now(lambda one: prizes.of_round(one, world.vi_thanh))
    for name, person in case.people.items():
        own = database.read_now(partial(own_standing, round_id=world.vi_thanh, person_id=person))
        assert own is not None
        assert own.score_text.split("/")[1] == after[name]
        (line,) = [one for one in together.lines if one.person_id == person]
        assert line.score_text == own.score_text
        assert given.people[person].score_text == own.score_text
        assert any(name in row and own.score_text in row for row in file.splitlines())


def test_teams_and_fast_attempts_say_scores_as_the_board_does(
    database: Database, writer: Writer
) -> None:
    case = Case(database, writer, replace(RULES, seats=4, reserves=1, floor_seconds=60))
    round_id = case.world.vi_thanh
    choose.confirm(writer, round_id, Seen(case.committee.digests()[-1], 0), Wanted(), "lan", AFTER)
    case.committee.decide(Ruling.VOID_QUESTION, case.question)
    old = database.read_now(partial(teams.read_team, round_id=round_id))
    assert old is not None
    assert old.of_old_board
    assert scores(old.members) == case.expected("6", "6")
    digest = case.committee.digests()[-1]
    choose.confirm(writer, round_id, Seen(digest, 1), Wanted(), "lan", AFTER)
    after = case.expected("6", "5")
    newest, oldest = database.read_now(partial(teams.read_versions, round_id=round_id))
    assert (scores(newest.members), scores(oldest.members)) == (after, case.expected("6", "6"))
    found = database.read_now(lambda one: choose.choice(one, round_id, Wanted()))
    said = {one.candidate.name.split()[-1]: one.score_text for one in found.runners}
    assert {name: text.split("/")[1] for name, text in said.items()} == after
    fast = database.read_now(partial(haste.of_round, round_id=round_id)).attempts
    assert scores(fast) == after
    for name, person in case.people.items():
        (own,) = database.read_now(partial(haste.of_person, person_id=person))
        assert own.score_text == said[name]
    workbook = database.read_now(partial(report.team_workbook, round_id=round_id)).content
    table = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    printed = {str(cell) for row in table for cell in row}
    assert set(said.values()) <= printed


class Said(Protocol):
    """Somebody and what the score is said to be."""

    @property
    def name(self) -> str: ...
    @property
    def score_text(self) -> str: ...


def scores(found: Iterable[Said]) -> dict[str, str]:
    """Given name -> what the score is out of."""
    return {one.name.split()[-1]: one.score_text.split("/")[1] for one in found}


def test_a_question_that_is_kept_after_all_counts_again(database: Database, writer: Writer) -> None:
    case = Case(database, writer, PRIZED)
    case.committee.decide(Ruling.VOID_QUESTION, case.question)
    keeping = case.committee.ask(Ruling.KEEP, case.question)
    case.committee.sign(keeping, now=AFTER + MINUTE)
    assert case.said() == case.expected("6", "6")
    assert case.said(version=2) == case.expected("6", "5")


def test_a_question_that_nobody_had_right_is_gone_too_though_no_board_moved(
    database: Database, writer: Writer
) -> None:
    case = Case(database, writer, PRIZED)
    wrong = case.committee.question_of(case.committee.attempt_of(case.people["Hà"]), 6)
    found = case.committee.decide(Ruling.VOID_QUESTION, wrong)
    assert case.said()["Hà"] == "5"
    for part in found.parts:
        if part.new_version is None:
            assert case.said(version=1) == case.said()


def test_points_are_said_out_of_what_is_left_too(database: Database, writer: Writer) -> None:
    case = Case(database, writer, replace(RULES, marking=Marking(200, 200, 200)))
    case.committee.decide(Ruling.VOID_QUESTION, case.question)
    assert case.said() == case.expected("12", "10")


def test_scores_out_of_the_whole_paper_are_caught(
    database: Database, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: nobody's paper lost anything."""
    monkeypatch.setattr(board, "gone_of", lambda *_values: {})
    case = Case(database, writer, PRIZED)
    case.committee.decide(Ruling.VOID_QUESTION, case.question)
    assert case.said() != case.expected("6", "5")
    assert database.read_now(
        lambda one: voided.gone_of(one, rows.read_round(one, case.world.vi_thanh))
    )
