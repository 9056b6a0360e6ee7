"""What a contestant sees after publication: the own paper with the keys and the own appeals."""

from dataclasses import dataclass

from question_bank.question import Question
from quiz.rules.appealing import Subject
from quiz.rules.correcting import Correction, Corrections, Remedy, key_in_force, read_key
from quiz.rules.deciding import Ruling
from quiz.rules.paper import fold
from quiz.rules.reasons import AppealReason
from quiz.rules.refusal import Refusal
from quiz.rules.scoring import earns
from quiz.store import boards, ledger, own_rounds, rows
from quiz.store.corrections import corrections_shown, takes_back
from quiz.store.database import Database
from quiz.store.keys import keys_open_at
from quiz.store.plain import Plain, Reader, fetch_all
from quiz.store.rows import AttemptState, Contestant, SatRound

_APPEALS = (
    "SELECT a.id, a.subject, a.number, a.words, a.filed_at, d.signed_at,"
    " COALESCE(d.ruling, ''), COALESCE(d.question_key, ''), COALESCE(d.reason, ''),"
    " a.round_id, CASE WHEN d.question_id = '' THEN '' ELSE a.question_id END"
    " FROM appeal a LEFT JOIN decision d ON d.id = a.decision_id AND d.signed_at IS NOT NULL"
    " WHERE a.attempt_id = ? ORDER BY a.id"
)


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question as it was printed and answered: `order[i]` is the bank's index of the option
    printed i-th, `chosen` are printed positions. What tells the key is None or empty while it may
    not be seen: `key` (the bank's indices that are right now), `right`, `points` (hundredths).
    """

    number: int
    question: Question
    order: tuple[int, ...]
    chosen: tuple[int, ...]
    key: frozenset[int]
    right: bool | None
    points: int | None
    correction: Correction | None

    @property
    def voided(self) -> bool:
        """Whether it is part of the paper no more; False while the key may not be seen."""
        return self.correction is not None and self.correction.remedy is Remedy.VOID


@dataclass(frozen=True, slots=True)
class OwnAppeal:
    """An appeal with its answer; `answered_at` is None while there is none."""

    id: int
    subject: Subject
    number: int
    words: str
    filed_at: int
    answered_at: int | None
    ruling: Ruling | None
    key: frozenset[int]
    reason: str
    taken_back: bool
    """Whether keeping the question undid an earlier decision about it."""


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """The own paper of a published round. `keys_at` is when the keys can be seen, `until` when the
    time for appeals ends."""

    attempt: AttemptState
    round: SatRound
    contestant: Contestant
    questions: tuple[OwnQuestion, ...]
    keys_at: int
    keys_open: bool
    until: int
    may_appeal: bool
    appeals: tuple[OwnAppeal, ...]
    guess: int | None
    """What was predicted, where something was."""


async def own_paper(database: Database, attempt_id: int, person_id: int, now: int) -> OwnPaper:
    """The paper. Refuses another's as a missing one, and one of a round that is not published; of a
    practice round it can be looked at once it has ended, without appeals.
    """

    def query(connection: Plain) -> OwnPaper:
        attempt = rows.own_attempt(connection, attempt_id, person_id)
        sat = rows.read_round(connection, attempt.round_id)
        if sat.practice:
            if attempt.ended_at is None:
                raise Refusal(AppealReason.NOT_PUBLISHED)
            keys_at, until = keys_open_at(connection, sat.id), 0
        else:
            begins_at, keys_at = appeals_begin(connection, sat)
            until = sat.rules.appeals.deadline(begins_at)
        keys_open = now >= keys_at
        corrections = corrections_shown(connection, sat)
        return OwnPaper(
            attempt=attempt,
            round=sat,
            contestant=own_rounds.read_contestant(connection, sat, person_id),
            questions=_questions(connection, attempt, sat, corrections, keys_open=keys_open),
            keys_at=keys_at,
            keys_open=keys_open,
            until=until,
            may_appeal=bool(sat.rules.appeals.days) and now < until,
            appeals=_appeals(connection, attempt_id),
            guess=fold(ledger.entries_of_attempt(connection, attempt_id)).guess,
        )

    return await database.look(query)


def appeals_begin(connection: Reader, sat: SatRound) -> tuple[int, int]:
    """(when the time for appeals begins, when the keys can be seen). Refuses a round that is not
    published."""
    published = boards.version(connection, sat.id, 1) if sat.window.published else None
    if published is None:
        raise Refusal(AppealReason.NOT_PUBLISHED)
    keys_at = keys_open_at(connection, sat.id)
    return max(published.published_at, keys_at), keys_at


def _questions(
    connection: Reader,
    attempt: AttemptState,
    sat: SatRound,
    corrections: Corrections,
    *,
    keys_open: bool,
) -> tuple[OwnQuestion, ...]:
    answers = fold(ledger.entries_of_attempt(connection, attempt.id)).answers
    found = []
    for number, item in enumerate(attempt.paper.items, 1):
        question = sat.bank.by_id[item.question_id]
        chosen = answers.get(number, ())
        shown = OwnQuestion(number, question, item.order, chosen, frozenset(), None, None, None)
        if keys_open:
            correction = corrections.get(question.id)
            picked = [item.order[position] for position in chosen]
            right, points = earns(question, picked, sat.rules, correction)
            key = key_in_force(question, correction)
            shown = OwnQuestion(
                number, question, item.order, chosen, key, bool(right), points, correction
            )
        found.append(shown)
    return tuple(found)


def _appeals(connection: Reader, attempt_id: int) -> tuple[OwnAppeal, ...]:
    found = []
    for row in fetch_all(connection, _APPEALS, (attempt_id,)):
        id_, subject, number, words, filed_at, answered_at, ruling, key, reason, *about = row
        round_id, question_id = about
        kept = ruling == Ruling.KEEP
        found.append(
            OwnAppeal(
                id_,
                Subject(subject),
                number,
                words,
                filed_at,
                answered_at,
                Ruling(ruling) if ruling else None,
                read_key(key),
                reason,
                kept and takes_back(connection, round_id, question_id, answered_at - 1),
            )
        )
    return tuple(found)
