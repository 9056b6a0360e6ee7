"""Mend what a file was read as, one question at a time; what the file raised about the others stays
said.

Nothing is kept between two requests: the bank's text travels with the preview, and beside it what
the text cannot say (`carried.py`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from question_bank import sandbox
from question_bank.bank import Bank
from question_bank.carried import (
    Carried,
    Mend,
    asks_about_marks,
    choice_in,
    digest_of,
    kind_of,
    marks_of,
)
from question_bank.checking import (
    Checked,
    Doubt,
    judged,
    opened,
    packed,
    sent_along,
    unpacked,
    weighed,
)
from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import LIMITS, KeyFile, Reading, write
from question_bank.formats.detect import TOO_LARGE
from question_bank.question import Option

TOO_LONG = (
    f"Ngân hàng dài quá {LIMITS.file_bytes // 1_000_000} MB hoặc {LIMITS.lines} dòng văn bản; đề "
    "nghị chia thành nhiều tệp rồi tải lên từng tệp."
)
_GRAVITY = list(Severity)


@dataclass(frozen=True, slots=True)
class Mended:
    """The bank as it is now with every doubt, accepted or not; `firm` are those that nobody can
    accept away, because the text itself raises them and they block the bank.
    """

    checked: Checked
    carried: Carried
    firm: frozenset[Doubt] = frozenset()

    @property
    def open(self) -> Checked:
        """With the doubts that nobody has accepted."""
        accepted, bank = self.carried.accepted, self.checked.bank
        doubts = (
            one
            for one in self.checked.doubts
            if one in self.firm or not accepted & set(marks_of(one, bank))
        )
        return replace(self.checked, doubts=tuple(doubts))


def mend_apart(
    data: bytes,
    name: str,
    title: str = "",
    legacy: str = "",
    carried: str = "",
    mend: Mend | None = None,
    keys: KeyFile | None = None,
) -> Mended:
    """Read a file, with its key's file where that stands apart, or the text that comes back from a
    preview with what was `carried`, apply what its author did, and judge it: in a process of its
    own, as every file from outside.

    UnreadableFile, with a Vietnamese sentence, where nothing can be read, and for a bank that is
    too long to travel with its preview.
    """
    if len(data) > LIMITS.file_bytes:
        raise UnreadableFile(TOO_LARGE)
    wanted = (mend or Mend()).dump()
    called, attached = sent_along(keys)
    extra = (title, legacy, carried, wanted, called)
    said = sandbox.run("question_bank.mending:task", data, name, *extra, attached=attached)
    out = Carried.load(said["carried"])
    if out is None:
        raise ValueError("the child said something else than it should")
    checked = unpacked(said["checked"])
    return Mended(checked, out, frozenset(checked.doubts[index] for index in said["firm"]))


def task(
    data: bytes,
    name: str,
    title: str,
    legacy: str,
    carried: str,
    wanted: str,
    called: str = "",
    attached: bytes | None = None,
) -> dict[str, Any]:
    """What the child of `mend_apart` does."""
    keys = None if attached is None else KeyFile(called, attached)
    found = mended(data, name, title, legacy, Carried.load(carried), Mend.load(wanted), keys)
    return {
        "checked": packed(found.checked),
        "carried": found.carried.dump(),
        "firm": [index for index, one in enumerate(found.checked.doubts) if one in found.firm],
    }


def mended(
    data: bytes,
    name: str,
    title: str,
    legacy: str,
    carried: Carried | None,
    mend: Mend,
    keys: KeyFile | None = None,
) -> Mended:
    """The same without the net. A text that was edited by hand is read anew: what was carried for
    it before, and changes of single questions beside it, speak of other lines.
    """
    reading, source = opened(data, name, title, legacy, keys)
    if not reading.bank.questions:  # in an old encoding: there is nothing to mend yet
        read = weighed(reading, source)
        return Mended(read, Carried(digest_of(read.text), name), frozenset(read.doubts))
    text = write(reading.bank, "native").decode()
    told = None
    if carried and _fits(carried, source or text, reading):
        told = carried
    elif carried and carried.digest:
        mend = Mend()
    accepted = mend.accepted | (told.accepted if told else frozenset())
    bank = _applied(reading.bank, mend, told.marks if told else reading.marks)
    if told and source == text and bank != reading.bank:
        # nothing of the old bank has to be judged: what its text cannot say was carried
        before = Checked(reading.bank, (), told.places, source, None, told.sources, told.marks)
        after, told = _rewritten(before, bank, mend, told.doubts, told.name)
    else:
        read = weighed(reading, source)
        before = _joined(read, told) if told else read
        after = before
        if bank != reading.bank or not source:
            again = read if source == text else _judged(text.encode())
            own = _unsaid(before, again)
            kept = again if bank == reading.bank else None
            called = told.name if told else name
            after, told = _rewritten(before, bank, mend, own, called, kept)
        elif told is None:
            told = Carried(digest_of(source), name, read.places, read.sources)
    firm = _firm(after, told)
    return Mended(after, _light(replace(told, accepted=accepted), after), firm)


@lru_cache(maxsize=2)
def _judged(text: bytes) -> Checked:
    """The bank's own text is judged for what it raises and once more for what nobody can accept."""
    return judged(text, "")


def _applied(bank: Bank, mend: Mend, marks: Sequence[str]) -> Bank:
    """The bank after the mends: identifiers, pins and the order of options stay where they were;
    keys that only `marks` show go where they are not to be used.
    """
    known = set(bank.topic_titles)
    questions = []
    for index, old in enumerate(bank):
        if index in mend.dropped and len(mend.dropped) < len(bank):
            continue
        new = mend.questions.get(index)
        if new is None and mend.unmarked and index < len(marks) and marks[index]:
            old = replace(old, key=frozenset())
        if new is not None:
            pinned = {one.text for one in old.options if one.pinned}
            options = tuple(Option(one.text, one.text in pinned) for one in new.options)
            topic = new.topic if new.topic in known else old.topic
            new = replace(new, id=old.id, options=options, topic=topic, shuffle=old.shuffle)
        questions.append(new or old)
    return replace(bank, questions=tuple(questions))


def _fits(carried: Carried, text: str, reading: Reading) -> bool:
    """Whether it was carried for this very text."""
    count = len(reading.bank)
    lengths = (len(carried.places), len(carried.sources), len(carried.marks) or count)
    return carried.digest == digest_of(text) and lengths == (count, count, count)


def _unsaid(before: Checked, again: Checked) -> list[Doubt]:
    """The doubts that the bank's own text, read `again`, does not raise."""
    said = {(doubt.question, kind_of(doubt.finding)) for doubt in again.doubts}
    return [one for one in before.doubts if (one.question, kind_of(one.finding)) not in said]


def _rewritten(
    before: Checked,
    bank: Bank,
    mend: Mend,
    own: Sequence[Doubt],
    name: str,
    fresh: Checked | None = None,
) -> tuple[Checked, Carried]:
    """The bank in its own text and judged by it (`fresh`, where that was done), with what still has
    to be said of the file.
    """
    text = write(bank, "native")
    fresh = fresh or _judged(text)
    stays = [
        index
        for index in range(len(before.bank))
        if index not in mend.dropped or len(mend.dropped) >= len(before.bank)
    ]
    moved = {old: new for new, old in enumerate(stays)}
    changed = {old for old in stays if bank.questions[moved[old]] != before.bank.questions[old]}
    doubts = tuple(
        replace(one, question=None if one.question is None else moved[one.question])
        for one in own
        if one.question is None or (one.question in moved and one.question not in changed)
        if not asks_about_marks(one.finding)
    )
    marks = tuple(
        before.marks[old] if bank.questions[new].key == before.bank.questions[old].key else ""
        for old, new in moved.items()
        if before.marks
    )
    doubts = (*choice_in(marks, name), *doubts)
    places, sources = (
        tuple(texts[index] if index < len(texts) else "" for index in stays)
        for texts in (before.places, before.sources)
    )
    told = Carried(digest_of(text.decode()), name, places, sources, doubts, marks=marks)
    return replace(_joined(fresh, told), source=text.decode()), told


def _blocked(doubts: Collection[Doubt]) -> set[int]:
    blocks = (one for one in doubts if one.finding.level is Severity.BLOCKS)
    return {one.question for one in blocks if one.question is not None}


def _joined(fresh: Checked, told: Carried) -> Checked:
    """What the text raises and what was carried for it, each question at its place in the file."""
    blocked = _blocked(told.doubts)
    said = {(one.question, kind_of(one.finding)) for one in told.doubts}
    doubts = list(told.doubts)
    for one in fresh.doubts:
        repeats = one.finding.level is Severity.BLOCKS and one.question in blocked
        if repeats or (one.question, kind_of(one.finding)) in said:
            continue
        if one.question is not None and one.question < len(told.places):
            place = told.places[one.question] or told.name
            one = replace(one, finding=replace(one.finding, where=place))
        doubts.append(one)
    doubts.sort(key=lambda one: _GRAVITY.index(one.finding.level))
    return replace(
        fresh, doubts=tuple(doubts), places=told.places, sources=told.sources, marks=told.marks
    )


def _firm(after: Checked, told: Carried) -> frozenset[Doubt]:
    blocks = [one for one in after.doubts if one.finding.level is Severity.BLOCKS]
    if not _blocked(told.doubts):
        return frozenset(blocks) - frozenset(told.doubts)
    found = _blocked(_judged(write(after.bank, "native")).doubts)
    carried = frozenset(told.doubts)
    return frozenset(one for one in blocks if one not in carried or one.question in found)


def _light(told: Carried, after: Checked) -> Carried:
    """What can travel: the words of questions without a doubt stay behind where it is too much.
    UnreadableFile where the text alone is.
    """
    size = len(after.text.encode()) + after.text.count("\n")  # browsers send \r\n
    if size > LIMITS.file_bytes or after.text.count("\n") >= LIMITS.lines:
        raise UnreadableFile(TOO_LONG)
    if size + len(told.dump().encode()) > LIMITS.file_bytes:
        about = {one.question for one in after.doubts if one.finding.level is not Severity.ADVICE}
        kept = (text if index in about else "" for index, text in enumerate(told.sources))
        told = replace(told, sources=tuple(kept))
        if size + len(told.dump().encode()) > LIMITS.file_bytes:
            raise UnreadableFile(TOO_LONG)
    return told
