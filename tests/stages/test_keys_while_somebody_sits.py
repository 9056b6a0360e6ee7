"""No key is seen while somebody still sits, and nobody sits once a key could be seen."""

import asyncio

import pytest
from sqlalchemy import Connection

from quiz.rules.deciding import Ruling
from quiz.rules.draft import Series
from quiz.rules.eligibility import RoundKind
from quiz.rules.extending import Wanted
from quiz.rules.reasons import AppealReason, AttemptReason
from quiz.rules.refusal import Refusal
from quiz.stages import appeals, count, extend, sit
from quiz.stages.appeals import OwnPaper
from quiz.stages.statistics import looking
from quiz.stages.statistics.looking import KeptFound, Who
from quiz.store.database import Database
from quiz.store.rows import SatRound
from quiz.store.sealing import Reader
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World
from tests.committee import Committee
from tests.finished import five_of_vi_thanh
from tests.stages.rounds_cast import Contest

OF_CHI = Wanted(60, "Mất điện tại chỗ ngồi", "2" * 32, number="PH0001")
OF_ALL = Wanted(60, "Mất điện cả huyện", "3" * 32)
AT = CLOSES + 5 * MINUTE
HER_END = CLOSES + 60 * MINUTE


class Still:
    """Vị Thanh is over and published; Chi of Phụng Hiệp, who began late, was given an hour."""

    def __init__(self, database: Database, writer: Writer, world: World) -> None:
        self.database, self.writer, self.world = database, writer, world
        self.people = five_of_vi_thanh(database, writer, world)
        self.committee = Committee(database, writer, world)
        self.chi = self.start(CLOSES - 20 * MINUTE)
        extend.ask(writer, world.phung_hiep, OF_CHI, "so", CLOSES - MINUTE)
        count.publish(database, writer, world.vi_thanh, "lan", AT)
        self.of_binh = self.committee.attempt_of(self.people["Bình"])

    def start(self, now: int) -> int:
        chi, round_id = self.world.people["Chi"], self.world.phung_hiep
        return asyncio.run(sit.start(self.database, self.writer, round_id, chi, now))

    def paper(self, now: int) -> OwnPaper:
        """Bình's."""
        person = self.people["Bình"]
        return asyncio.run(appeals.own_paper(self.database, self.of_binh, person, now))


@pytest.fixture
def still(database: Database, writer: Writer, world: World) -> Still:
    return Still(database, writer, world)


def test_keys_are_not_shown_and_questions_not_decided_while_one_person_goes_on(
    still: Still,
) -> None:
    paper = still.paper(AT)
    assert not paper.keys_open
    assert all(not question.key for question in paper.questions)
    question = still.committee.question_of(still.of_binh, 1)
    with pytest.raises(Refusal) as refused:
        still.committee.ask(Ruling.VOID_QUESTION, question, now=AT)
    assert refused.value.reason is AppealReason.KEYS_NOT_OPEN
    assert not still.paper(HER_END + RULES.grace_ms - 1).keys_open
    assert still.paper(HER_END + RULES.grace_ms).keys_open


def test_statistics_show_no_words_to_organisers_while_one_person_goes_on(still: Still) -> None:
    lan, kept = Who(Reader("lan", AT), banks=False), KeptFound(1)

    def shown() -> bool:
        def rounds(connection: Connection) -> tuple[SatRound, ...]:
            return looking.one_round(connection, still.world.vi_thanh)

        return looking.look(still.database, kept, rounds, lan).words

    assert not shown()
    chi = still.world.people["Chi"]
    asyncio.run(sit.submit(still.database, still.writer, still.chi, chi, AT))
    assert shown()


def test_keys_are_shown_from_when_that_person_has_ended_and_appeals_are_counted_from_then(
    still: Still,
) -> None:
    chi, ended = still.world.people["Chi"], AT + 10 * MINUTE
    asyncio.run(sit.submit(still.database, still.writer, still.chi, chi, ended))
    assert still.paper(ended).keys_open
    assert still.paper(ended).keys_at == ended


def test_who_was_given_time_may_be_given_more_as_long_as_no_key_is_seen(still: Still) -> None:
    more = Wanted(30, "Lại mất điện", "4" * 32, number="PH0001")
    asked = extend.ask(still.writer, still.world.phung_hiep, more, "so", AT)
    assert asked.applied_to == 1


def test_no_time_is_given_once_practice_could_show_a_key(
    database: Database, writer: Writer, world: World
) -> None:
    contest = Contest(database, writer, world)
    contest.open(RULES, Series("Thi thử", OPENS, CLOSES, RoundKind.PRACTICE))
    attempt = contest.sit("An", "Thi thử")
    now = CLOSES + MINUTE
    paper = asyncio.run(appeals.own_paper(database, attempt, world.people["An"], now))
    assert paper.keys_open
    with pytest.raises(Refusal) as refused:
        extend.ask(writer, contest.round(), OF_ALL, "so", now)
    assert refused.value.reason is AttemptReason.KEYS_SEEN
