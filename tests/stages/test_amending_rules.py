"""Rules of an open contest change by two signatures, and everybody is ranked anew."""

import asyncio
from dataclasses import replace
from json import loads

import pytest
from sqlalchemy import Connection
from sqlmodel import select

from quiz import failpoint
from quiz.rules.criteria import TieBreak, chain
from quiz.rules.entries import Kind
from quiz.rules.reasons import AttemptReason, ContestReason, RequestReason
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import Rules
from quiz.rules.timetable import Edition
from quiz.rules.window import Window
from quiz.stages import amend, announce, count, desk
from quiz.store import rows, starting
from quiz.store.database import Database
from quiz.store.rows import SatRound
from quiz.store.tables import LedgerEntry, Person, Result
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, make_world
from tests.contents import said_of
from tests.stages.rounds_cast import Contest

ONCE = "0" * 32
BY_START = replace(RULES, tie_breaks=chain(TieBreak.STARTED_AT), minutes=45)


@pytest.fixture
def contest(database: Database, writer: Writer) -> Contest:
    contest = Contest(database, writer, make_world(database))
    contest.open(replace(RULES, tie_breaks=chain(TieBreak.DURATION)), label="")
    return contest


def ask(contest: Contest, wanted: Rules = BY_START, once: str = ONCE) -> amend.Change:
    reason = "Tiêu chí in sai trong thể lệ"
    return amend.ask(
        contest.writer, contest.contest_id, wanted, reason, once, "so", OPENS + 30 * MINUTE
    )


def confirm(contest: Contest, change: amend.Change, actor: str = "quan") -> amend.Change:
    now = OPENS + 40 * MINUTE
    return amend.confirm(contest.writer, contest.contest_id, change.id, actor, now)


def test_everybody_is_ranked_anew_when_two_have_signed(contest: Contest) -> None:
    contest.sit("An", "", OPENS, minutes=20)
    contest.sit("Bình", "", OPENS + MINUTE, minutes=5)
    assert contest.order("") == ["Bình", "An"]
    change = ask(contest)
    assert change.version is None
    assert contest.order("") == ["Bình", "An"]
    assert confirm(contest, change).version == 2
    contest.fix(OPENS + 41 * MINUTE)
    assert contest.order("") == ["An", "Bình"]
    found = contest.database.read_now(lambda one: count.recount(one, contest.round("")))
    assert found.differences == ()
    assert found.wrong_tallies == 0


def test_the_ledger_tells_who_signed_and_why(contest: Contest) -> None:
    change = confirm(contest, ask(contest))
    with contest.database.reading() as session:
        told = session.exec(select(LedgerEntry.body).where(LedgerEntry.kind == Kind.RULES)).one()
    facts = loads(told or "")
    assert (facts["by"], facts["confirmed_by"], facts["version"]) == ("so", "quan", 2)
    assert facts["reason_sha256"] == said_of(contest.database, change.reason)


def test_the_printed_rules_say_which_edition_they_are(contest: Contest) -> None:
    def head() -> str:
        read = contest.database.read_now
        return read(lambda one: announce.printed_rules(one, contest.round("")))[1][0]

    assert head().startswith("Thời gian thi: từ 08:00 ngày 05/4/2021")
    change = ask(contest)
    assert head().startswith("Thời gian thi")
    confirm(contest, change)
    assert head().startswith("Thể lệ sửa đổi lần 1, có hiệu lực từ 08:40 ngày 05/4/2021")
    person = contest.world.people["An"]
    look = desk.lobby(contest.database, contest.round(""), person, OPENS + 41 * MINUTE)
    assert asyncio.run(look).edition == Edition(2, OPENS + 40 * MINUTE)


def test_the_same_form_twice_asks_once_and_signing_again_changes_nothing(contest: Contest) -> None:
    first = ask(contest)
    assert ask(contest).id == first.id
    assert confirm(contest, first) == confirm(contest, first, "quan2")
    changes = contest.database.read_now(lambda one: amend.changes(one, contest.contest_id))
    assert [one.version for one in changes] == [2]


def test_nobody_signs_the_own_request(contest: Contest) -> None:
    change = ask(contest)
    with pytest.raises(Refusal) as refused:
        confirm(contest, change, "so")
    assert refused.value.reason is RequestReason.SECOND_SIGNATURE


def test_a_request_made_for_other_rules_is_not_signed(contest: Contest) -> None:
    first = ask(contest)
    second = ask(contest, replace(BY_START, seats=3), "1" * 32)
    confirm(contest, second)
    with pytest.raises(Refusal) as refused:
        confirm(contest, first)
    assert refused.value.reason is ContestReason.CONTEST_CHANGED


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (replace(BY_START, blueprint=RULES.blueprint[:2]), ContestReason.RULES_FROZEN),
        (replace(BY_START, shuffle_options=False), ContestReason.RULES_FROZEN),
        (replace(BY_START, seats=0), ContestReason.RULES_INVALID),
        (replace(RULES, tie_breaks=chain(TieBreak.DURATION)), ContestReason.RULES_UNCHANGED),
    ],
)
def test_what_papers_depend_on_and_what_is_wrong_is_refused(
    contest: Contest, wanted: Rules, reason: Reason
) -> None:
    with pytest.raises(Refusal) as refused:
        ask(contest, wanted)
    assert refused.value.reason is reason


def test_after_a_publication_the_rules_stand(contest: Contest) -> None:
    contest.sit("An", "")
    change = ask(contest)
    contest.fix(CLOSES + MINUTE)
    count.publish(contest.database, contest.writer, contest.round(""), "lan", CLOSES + MINUTE)
    with pytest.raises(Refusal) as refused:
        ask(contest, once="2" * 32)
    assert refused.value.reason is ContestReason.ROUND_PUBLISHED
    with pytest.raises(Refusal) as refused:
        confirm(contest, change)
    assert refused.value.reason is ContestReason.ROUND_PUBLISHED


def amended_between(contest: Contest) -> None:
    """The change is signed after the next start was checked and before it is written."""
    change = ask(contest, replace(BY_START, excluded=()))

    async def sign() -> None:
        failpoint.armed.pop("start.checked")
        await asyncio.to_thread(confirm, contest, change)

    failpoint.armed["start.checked"] = sign


def deadline(contest: Contest, attempt: int) -> int:
    found = contest.database.read_now(lambda one: rows.read_attempt(one, attempt))
    return found.deadline_at - found.started_at


def test_a_start_that_meets_the_signature_has_the_new_rules_alone(contest: Contest) -> None:
    amended_between(contest)
    assert deadline(contest, contest.start("An", "")) == BY_START.limit_ms


def test_a_start_that_the_new_rules_refuse_is_refused(contest: Contest) -> None:
    with contest.database.writing() as session:
        session.get_one(Person, contest.world.people["An"]).duty = "juror"
    change = ask(contest, replace(BY_START, excluded=()))
    confirm(contest, change)
    back = ask(contest, BY_START, "3" * 32)

    async def sign() -> None:
        failpoint.armed.pop("start.checked")
        await asyncio.to_thread(confirm, contest, back)

    failpoint.armed["start.checked"] = sign
    with pytest.raises(Refusal) as refused:
        contest.start("An", "")
    assert refused.value.reason is AttemptReason.MAY_NOT_COMPETE


def test_a_build_that_does_not_look_again_would_mix_two_versions(
    contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = starting.window_now

    def blind(connection: Connection, sat: SatRound, person_id: int) -> tuple[Window, bool]:
        return looked(connection, sat, person_id)[0], True

    monkeypatch.setattr(starting, "window_now", blind)
    amended_between(contest)
    assert deadline(contest, contest.start("An", "")) == RULES.limit_ms


def test_a_result_that_was_counted_by_the_old_rules_does_not_survive(contest: Contest) -> None:
    contest.sit("An", "", OPENS)
    confirm(contest, ask(contest))
    with contest.database.reading() as session:
        assert session.exec(select(Result)).all() == []
    asyncio.run(count.settle_all(contest.database, contest.writer))
    assert contest.order("") == ["An"]
