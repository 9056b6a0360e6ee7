"""A ledger entry: its canonical form and its hash.

A round's ledger is a chain: the line of entry n holds the hash of the line before it. Lines are
canonical JSON (UTF-8, sorted keys, no spaces, integers only, UTC milliseconds), so that anybody
can hash them again.
"""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64
"""The hash that stands before the first entry."""


class Kind(StrEnum):
    """What happened."""

    OPEN = "open"
    START = "start"
    ANSWER = "answer"
    LATE = "late"
    STALE = "stale"
    TAKE_OVER = "take_over"
    SUBMIT = "submit"
    EXPIRE = "expire"
    EXTEND = "extend"
    VOID = "void"
    UNVOID = "unvoid"
    CLOCK = "clock"
    OUTCOME = "outcome"
    RULES = "rules"
    PUBLISH = "publish"
    TEAM = "team"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a round's ledger, before it has its number.

    `at` is UTC milliseconds. `attempt`, `seq` and `question` are None where the kind has none;
    `choice` is the chosen options' printed positions, ascending.
    """

    kind: Kind
    at: int
    attempt: int | None = None
    seq: int | None = None
    question: int | None = None
    choice: tuple[int, ...] | None = None
    body: tuple[tuple[str, str | int], ...] = ()


def line(number: int, previous: str, entry: Entry) -> str:
    """The canonical JSON of entry `number` that follows the hash `previous`."""
    data: dict[str, Any] = {"n": number, "prev": previous, "k": entry.kind.value, "at": entry.at}
    if entry.attempt is not None:
        data["a"] = entry.attempt
    if entry.seq is not None:
        data["seq"] = entry.seq
    if entry.question is not None:
        data["q"] = entry.question
    if entry.choice is not None:
        data["o"] = list(entry.choice)
    if entry.body:
        data["b"] = dict(entry.body)
    return _canonical(data)


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def answer_digest(
    number: int,
    previous: str,
    at: int,
    attempt: int,
    seq: int,
    question: int,
    choice: tuple[int, ...],
) -> str:
    """`digest` of an answer's entry, for the one kind that is written millions of times."""
    written = (
        f'{{"a":{attempt},"at":{at},"k":"answer","n":{number},"o":[{",".join(map(str, choice))}],'
        f'"prev":"{previous}","q":{question},"seq":{seq}}}'
    )
    return hashlib.sha256(written.encode()).hexdigest()


def digest(number: int, previous: str, entry: Entry) -> str:
    """SHA-256 of the line, in hex."""
    return hashlib.sha256(line(number, previous, entry).encode()).hexdigest()
