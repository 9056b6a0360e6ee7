"""What the tests of the workshop share: a working bank with the questions of `small_bank`."""

from collections.abc import Callable
from dataclasses import replace

from question_bank.question import Question
from quiz.rules.authoring import Move
from quiz.rules.refusal import Reason, Refusal
from quiz.stages.workshop import banks, questions, reviewing
from quiz.stages.workshop.clauses import Ticks, digest_of
from quiz.stages.workshop.reviewing import Chosen, Wish
from quiz.store.database import Database
from quiz.store.sealing import Reader
from tests.cast import small_bank

NOW = 1_617_580_800_000
PHUC, QUAN, MAI = (Reader(actor, NOW) for actor in ("phuc", "quan", "mai"))
NOTED = "Đã đối chiếu bản giấy"


def make_bank(database: Database, title: str = "Đang soạn") -> int:
    """An empty bank of Phúc's with the topics of `small_bank`."""
    wanted = banks.Settings(title, "2021-04-05", small_bank().topics)
    return banks.make(database, wanted, "phuc", NOW)


def add(database: Database, bank_id: int, number: int = 0, reader: Reader = PHUC) -> int:
    """A question of `small_bank`, written by this person."""
    return questions.add(database, bank_id, small_bank().questions[number], reader)


def filled(database: Database, count: int = 3) -> tuple[int, list[int]]:
    """A bank with Phúc's first questions, and their ids."""
    bank_id = make_bank(database)
    return bank_id, [add(database, bank_id, number) for number in range(count)]


def opened(database: Database, bank_id: int, question_id: int) -> questions.Opened:
    """The question as Quản sees it."""
    return questions.open_question(database, bank_id, question_id, QUAN)


def move(
    database: Database, bank_id: int, question_id: int, what: Move, reader: Reader, note: str = ""
) -> None:
    """Make the move from the revision that stands."""
    chosen = Chosen(question_id, opened(database, bank_id, question_id).revision)
    reviewing.move(database, bank_id, chosen, Wish(what, note), reader)


def ticks(*bases: str, shown: tuple[str, ...] = ()) -> Ticks:
    """A form with these boxes ticked, printed with those that were `shown` ticked; no law was at
    hand.
    """
    return Ticks(frozenset(bases), frozenset(shown))


def reading(database: Database, bank_id: int, question_id: int, form: Ticks) -> Ticks:
    """The form from a page that shows the clauses as they are now."""
    clauses = opened(database, bank_id, question_id).clauses
    return replace(form, read={basis: digest_of(said.words) for basis, said in clauses.items()})


def approve(database: Database, bank_id: int, *question_ids: int) -> None:
    """Phúc submits, Quản approves."""
    for question_id in question_ids:
        move(database, bank_id, question_id, Move.SUBMIT, PHUC)
        move(database, bank_id, question_id, Move.APPROVE, QUAN, NOTED)


def reworded(question: Question, stem: str) -> Question:
    """The question with another stem."""
    return replace(question, stem=stem)


def reason_of(act: Callable[[], object]) -> Reason:
    """Why the act is refused."""
    try:
        act()
    except Refusal as refusal:
        return refusal.reason
    raise AssertionError("nothing was refused")
