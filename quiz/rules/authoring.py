"""A question's way from a draft into a version: which moves there are, and who may make them.

draft -> in review -> approved by somebody who wrote none of its words -> in a version. Other words
make it a draft again; what was removed can be restored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import at_vietnam

LONGEST_NOTE = 500


def law_day(as_of: str, now: int) -> str:
    """The ISO day whose law a bank's legal bases are held against: the bank's own (`as_of`), else
    today in Vietnam. Without a day an edition that is not in force yet would be the newest.
    """
    return as_of or f"{at_vietnam(now):%Y-%m-%d}"


class State(StrEnum):
    """Where a question stands."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    REMOVED = "removed"


STATE_TITLES = {
    State.DRAFT: "Nháp",
    State.REVIEW: "Chờ duyệt",
    State.APPROVED: "Đã duyệt",
    State.REMOVED: "Đã bỏ",
}
IN_A_VERSION = "Đã vào phiên bản"
"""What an approved question is called whose very words were published."""


class Move(StrEnum):
    """What somebody does to a question; each is a line of its history."""

    WRITE = "write"
    IMPORT = "import"
    BACK = "back"
    """The words of an earlier revision are its words again."""
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    REMOVE = "remove"
    RESTORE = "restore"
    UNDO = "undo"


MOVE_TITLES = {
    Move.WRITE: "Viết",
    Move.IMPORT: "Nhập từ tệp",
    Move.BACK: "Trở lại bản cũ",
    Move.SUBMIT: "Gửi duyệt",
    Move.APPROVE: "Duyệt",
    Move.RETURN: "Trả lại",
    Move.REMOVE: "Bỏ khỏi ngân hàng",
    Move.RESTORE: "Khôi phục",
    Move.UNDO: "Hoàn tác lần nhập",
}

WRITES = frozenset({Move.WRITE, Move.IMPORT, Move.BACK})
"""Who makes one of these answers for the words and cannot approve them."""

_WAYS = {
    Move.SUBMIT: ({State.DRAFT}, State.REVIEW),
    Move.APPROVE: ({State.REVIEW}, State.APPROVED),
    Move.RETURN: ({State.REVIEW, State.APPROVED}, State.DRAFT),
    Move.REMOVE: ({State.DRAFT, State.REVIEW, State.APPROVED}, State.REMOVED),
    Move.RESTORE: ({State.REMOVED}, State.DRAFT),
}
"""Move -> the states from which it goes, and the one to which."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a move is judged by. `writers` are all who ever wrote words of the question; `unticked`
    the legal bases that no reviewer compared with the law; `faults` how many findings block it.
    """

    code: str
    state: State
    writers: frozenset[str]
    unticked: tuple[str, ...] = ()
    faults: int = 0


def after(standing: Standing, move: Move, actor: str, note: str = "") -> State | None:
    """The state that the move leads to; None where the question is there already, so that a
    repeated request changes nothing. Refuses a move that is not open to this person.
    """
    if move in WRITES or move is Move.UNDO:
        return State.DRAFT
    froms, to = _WAYS[move]
    if standing.state is to:
        return None
    if standing.state not in froms:
        state = STATE_TITLES[standing.state].lower()
        raise Refusal(BankReason.WRONG_STATE, code=standing.code, state=state)
    if move in {Move.SUBMIT, Move.APPROVE} and standing.faults:
        raise Refusal(BankReason.QUESTION_BLOCKED, code=standing.code, count=standing.faults)
    if move is Move.APPROVE:
        _may_approve(standing, actor, note)
    if move is Move.RETURN and not note and actor not in standing.writers:
        raise Refusal(BankReason.RETURN_NEEDS_REASON, code=standing.code)
    return to


def _may_approve(standing: Standing, actor: str, note: str) -> None:
    if actor in standing.writers:
        raise Refusal(BankReason.OWN_WORDS, code=standing.code)
    if standing.unticked and not note:
        raise Refusal(
            BankReason.BASIS_NOT_TICKED, code=standing.code, bases="; ".join(standing.unticked)
        )


def moves(
    standing: Standing, actor: str, *, may_approve: bool, may_write: bool = True
) -> tuple[Move, ...]:
    """What a page offers this person: every move that its state allows, without those that would
    be refused whatever is typed beside them. Who may not write approves and returns.
    """
    return tuple(
        move
        for move, (froms, _) in _WAYS.items()
        if standing.state in froms
        if move is not Move.APPROVE or (may_approve and actor not in standing.writers)
        if move is not Move.RETURN or may_approve or actor in standing.writers
        if may_write or move in {Move.APPROVE, Move.RETURN}
    )


def next_code(stem: str, taken: Iterable[str]) -> str:
    """The first free identifier of the shape `stem-007`, behind every taken one of that shape."""
    numbers = [
        int(rest)
        for code in taken
        if code.startswith(f"{stem}-") and (rest := code[len(stem) + 1 :]).isascii()
        if rest.isdigit() and len(rest) <= 6
    ]
    return f"{stem}-{max(numbers, default=0) + 1:03d}"
