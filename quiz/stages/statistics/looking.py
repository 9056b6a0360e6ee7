"""What closed rounds tell of their questions and papers. Only reads; what was worked out is kept by
the heads of the rounds' ledgers.
"""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from question_bank.bank import Bank
from question_bank.question import Question
from quiz.rules import papers
from quiz.rules.papers import PaperGroup, Spread
from quiz.rules.reasons import BoardReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.rules.statistics import Statistics, statistics_of
from quiz.rules.suspicion import Suspicion, suspicions
from quiz.rules.window import Phase, phase_at
from quiz.rules.wording import say_end
from quiz.stages.statistics.reading import Answers, answers_of, heads
from quiz.store import rows, sealing
from quiz.store.database import Database
from quiz.store.kept import Kept
from quiz.store.keys import Source, same_asked
from quiz.store.plain import fetch_all, fetch_one
from quiz.store.rows import SatRound
from quiz.store.sealing import Reader

FEWEST = papers.FEWEST
"""Counted attempts, below which figures would tell of persons."""

_RUNNING = "SELECT 1 FROM attempt WHERE round_id = ? AND (ended_at IS NULL OR NOT settled) LIMIT 1"
_ROUNDS = (
    "SELECT r.id, r.series, r.bank_version_id, r.blueprint FROM round r"
    " JOIN contest c ON c.id = r.contest_id JOIN unit u ON u.id = r.district_id"
    " WHERE r.contest_id = ? AND c.opened_at IS NOT NULL AND NOT c.rehearsal"
    " AND r.kind = 'official' ORDER BY r.series, u.code"
)
_VERSION = (
    "SELECT b.id, o.bank_id FROM bank_version b LEFT JOIN bank_origin o ON o.version_id = b.id"
    " WHERE b.digest = ?"
)
_UNFINISHED = (
    "SELECT DISTINCT b.digest, o.bank_id FROM round r JOIN contest c ON c.id = r.contest_id"
    " JOIN bank_version b ON b.id = COALESCE(r.bank_version_id, c.bank_version_id)"
    " LEFT JOIN bank_origin o ON o.version_id = b.id"
    " WHERE c.opened_at IS NOT NULL AND NOT c.rehearsal AND r.kind = 'official'"
    " AND r.published_at IS NULL AND (r.closes_at > ?"
    " OR r.id IN (SELECT a.round_id FROM attempt a WHERE a.ended_at IS NULL))"
)
_alone = threading.Lock()
"""One at a time works out figures: seconds of the processor that savings need too."""


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of rounds with one bank and one blueprint; `questions` have the keys that stand
    now. Points are in hundredths, but those of `spread`, which is what the papers that were sat are
    expected to give. `totals` is how many attempts earned so many points."""

    bank: Bank
    questions: Mapping[str, Question]
    either: frozenset[str]
    rules: Rules
    statistics: Statistics
    suspicions: tuple[Suspicion, ...]
    totals: Counter[float]
    spread: Spread
    groups: tuple[PaperGroup, ...]


KeptFound = Kept[tuple[tuple[int, str], ...], Found]
"""What was worked out, by the heads of the rounds."""


@dataclass(frozen=True, slots=True)
class Look:
    """The figures for one reader. `words` is whether questions and keys may be shown, `version_id`
    the bank version that they are from."""

    rounds: tuple[SatRound, ...]
    found: Found
    version_id: int
    words: bool


@dataclass(frozen=True, slots=True)
class Who:
    """Who looks; `banks` is whether the role reads banks."""

    reader: Reader
    banks: bool


def look(
    database: Database,
    kept: KeptFound,
    subject: Callable[[Connection], tuple[SatRound, ...]],
    who: Who,
) -> Look:
    """The figures of the subject's rounds. Refuses while one of them is sat, and where so few were
    counted that figures would tell of persons. Takes seconds for 20,000 attempts: off the loop.
    """

    def query(connection: Connection) -> Look:
        rounds = subject(connection)
        _refuse_running(connection, rounds, who.reader.at)
        digest = rounds[0].bank.digest
        version_id, bank_id = fetch_one(connection, _VERSION, (digest,)) or (0, None)
        words = _reads_words(connection, Source(digest, bank_id), version_id, who)
        return Look(rounds, _found(connection, kept, rounds), version_id, words)

    return database.read_now(query)


def one_round(connection: Connection, round_id: int) -> tuple[SatRound, ...]:
    """The round as a subject. Refuses an unannounced one, and a rehearsal's, as missing."""
    sat = rows.read_round(connection, round_id)
    rows.refuse_draft(sat)
    rows.refuse_rehearsal(sat)
    return (sat,)


def whole_contest(
    connection: Connection, contest_id: int, series: int | None
) -> tuple[SatRound, ...]:
    """The official rounds of one series in all districts; without one, all that draw like the first
    from the same bank by the same blueprint. Refuses a contest that is not there or not opened.
    """
    found = fetch_all(connection, _ROUNDS, (contest_id,))
    if series is None and found:
        like = found[0][2:]
        chosen = [row[0] for row in found if row[2:] == like]
    else:
        chosen = [row[0] for row in found if row[1] == series]
    if not chosen:
        raise Refusal(RequestReason.NOT_FOUND)
    return tuple(rows.read_round(connection, round_id) for round_id in chosen)


def _refuse_running(connection: Connection, rounds: tuple[SatRound, ...], now: int) -> None:
    unfinished = [
        sat.window.closes_at
        for sat in rounds
        if phase_at(sat.window, now) in {Phase.BEFORE, Phase.OPEN}
        or fetch_one(connection, _RUNNING, (sat.id,))
    ]
    if unfinished:
        raise Refusal(BoardReason.STATISTICS_LATER, closes=say_end(max(unfinished)))


def _reads_words(connection: Connection, source: Source, version_id: int, who: Who) -> bool:
    """Whether questions and keys may be shown: never those of a sealed bank; to who does not read
    banks not while another round that asks one of them is ahead, open or still being sat."""
    if not sealing.reads_version(connection, version_id, who.reader):
        return False
    if who.banks:
        return True
    unfinished = fetch_all(connection, _UNFINISHED, (who.reader.at,))
    return not any(same_asked(connection, source, Source(*row)) for row in unfinished)


def _found(connection: Connection, kept: KeptFound, rounds: tuple[SatRound, ...]) -> Found:
    key = heads(connection, rounds)
    with _alone:
        return kept.get(key) or kept.put(key, worked_out(answers_of(connection, rounds)))


def worked_out(answers: Answers) -> Found:
    """The figures of these attempts. Refuses too few."""
    attempts, bank = answers.attempts, answers.bank
    if len(attempts) < FEWEST:
        raise Refusal(BoardReason.TOO_FEW_ATTEMPTS, fewest=FEWEST)
    worth = {question.id: answers.rules.marking.worth(question.level) for question in bank}
    statistics = statistics_of(attempts, worth)
    means = {item.question: item.facility * worth[item.question] for item in statistics.items}
    in_points = {question: mean / 100 for question, mean in means.items()}
    return Found(
        bank=bank,
        questions=answers.questions,
        either=answers.either,
        rules=answers.rules,
        statistics=statistics,
        suspicions=tuple(
            one
            for one in suspicions(statistics.items, answers.questions, answers.either)
            if one.question not in answers.credited
        ),
        totals=Counter(sum([points for points, _ in sat.answers.values()]) for sat in attempts),
        spread=papers.sat_spread(attempts, in_points),
        groups=papers.parallel(attempts, means),
    )
