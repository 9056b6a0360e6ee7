"""What travels with a preview beside the bank's text, and what its author does to it.

The text cannot say where each question stood in the file, its words there, the doubts of the first
reading that the text would not raise again, and what an author has accepted. Whoever forges that
fools only their own preview: what blocks a bank is found again in its text.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from question_bank.bank import Bank
from question_bank.checking import Doubt
from question_bank.finding import Finding, Severity
from question_bank.formats.by_marks import choice_about
from question_bank.question import Question
from question_bank.vietnamese import squeeze

_SAID = re.compile(r"“[^”]*”|\([^()]*\)|[Cc]âu \S+|\d+")


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes with a preview beside its text. `digest` names that text; `places` and `sources`
    have an entry for each of its questions, and so have `marks` where keys rest on formatting
    alone (`Checked.marks`); `accepted` holds marks of doubts or of kinds of them.
    """

    digest: str = ""
    name: str = ""
    places: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    accepted: frozenset[str] = frozenset()
    marks: tuple[str, ...] = ()

    def dump(self) -> str:
        """As JSON text."""
        data = {
            "digest": self.digest,
            "name": self.name,
            "places": self.places,
            "sources": self.sources,
            "doubts": [_doubt_data(doubt) for doubt in self.doubts],
            "accepted": sorted(self.accepted),
            "marks": self.marks,
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> Self | None:
        """The inverse; None for any other text."""
        try:
            data = json.loads(text)
            return cls(
                str(data["digest"]),
                str(data["name"]),
                tuple(map(str, data["places"])),
                tuple(map(str, data["sources"])),
                tuple(_doubt_from(*one) for one in data["doubts"]),
                frozenset(map(str, data["accepted"])),
                tuple(map(str, data["marks"])),
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class Mend:
    """What an author does to a preview: other words of questions (by index, counted from 0),
    questions that are left out, marks of doubts that are accepted; `unmarked` says that keys which
    only formatting shows are not to be used.
    """

    questions: Mapping[int, Question] = field(default_factory=dict)
    dropped: frozenset[int] = frozenset()
    accepted: frozenset[str] = frozenset()
    unmarked: bool = False

    def dump(self) -> str:
        """As JSON text."""
        data = {
            "questions": {index: one.as_data() for index, one in self.questions.items()},
            "dropped": sorted(self.dropped),
            "accepted": sorted(self.accepted),
            "unmarked": self.unmarked,
        }
        return json.dumps(data, ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> Self:
        """The inverse."""
        data = json.loads(text)
        return cls(
            {int(index): Question.from_data(one) for index, one in data["questions"].items()},
            frozenset(data["dropped"]),
            frozenset(data["accepted"]),
            bool(data["unmarked"]),
        )


def kind_of(finding: Finding) -> str:
    """The finding without what names one question: the same for all that are doubtful alike."""
    return squeeze(_SAID.sub(" ", f"{finding.level.value} {finding.message}"))


def asks_about_marks(finding: Finding) -> bool:
    """Whether the finding asks if keys that only formatting shows are to be used."""
    return kind_of(finding) == _ABOUT_MARKS


def marks_of(doubt: Doubt, bank: Bank) -> tuple[str, str]:
    """What accepts this very doubt, and what accepts every one of its kind."""
    about = "" if doubt.question is None else bank.questions[doubt.question].id
    kind = kind_of(doubt.finding)
    return digest_of(f"{about}\0{kind}")[:16], digest_of(kind)[:16]


def choice_in(marks: Sequence[str], where: str) -> tuple[Doubt, ...]:
    """What has to be chosen about the keys of a bank's questions, numbered as they stand."""
    found = choice_about(marks, [f"Câu {place + 1}" for place in range(len(marks))], where)
    return (Doubt(found),) if found else ()


_ABOUT_MARKS = kind_of(choice_in(("chữ đậm",), "")[0].finding)


def digest_of(text: str) -> str:
    """SHA-256 of a text in hex, however a browser writes its line ends."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode("utf-8", "replace")).hexdigest()


def _doubt_data(doubt: Doubt) -> tuple[str, str, str, int | None, str]:
    finding = doubt.finding
    return finding.level.value, finding.where, finding.message, doubt.question, doubt.line


def _doubt_from(level: str, where: str, message: str, question: int | None, line: str) -> Doubt:
    if question is not None and (type(question) is not int or question < 0):
        raise ValueError("no index")
    return Doubt(Finding(Severity(level), str(where), str(message)), question, str(line))
