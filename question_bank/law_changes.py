"""What is different between two editions of a law, and which questions stand on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from question_bank.law import LawText, document_key, words
from question_bank.question import LegalBasis, Question

Place = tuple[str, str, str]
"""Article, clause and point; "" where there is none."""
_TELLING = 6
"""So many words are needed to know a piece again at another place."""


class Kind(StrEnum):
    """What became of a place."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    RENUMBERED = "renumbered"


@dataclass(frozen=True, slots=True)
class Change:
    """A clause, a point or an article's opening (with its title) that is not what it was.

    `place` is the old one, of an added piece the new one; `now` the new one of a renumbered piece.
    """

    kind: Kind
    place: str
    old: str
    new: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class Affected:
    """A question that stands on words that are no longer the same. `new` is empty where the place
    is gone; `now` says where its words stand in the new text, where that can be told.
    """

    question: Question
    basis: LegalBasis
    old: str
    new: str
    now: str = ""


def say_place(place: Place) -> str:
    """`Điều 4, khoản 6, điểm a`."""
    named = zip(("Điều", "khoản", "điểm"), place, strict=True)
    return ", ".join(f"{kind} {label}" for kind, label in named if label)


def changes(old: LawText, new: LawText) -> tuple[Change, ...]:
    """Every piece whose words differ, in the order of the old text, then what was added. Case,
    punctuation, footnotes and the placement of tones make no difference.
    """
    before, after = _pieces(old), _pieces(new)
    left = {place: text for place, text in before.items() if not _same(text, after.get(place))}
    fresh = {place: text for place, text in after.items() if not _same(text, before.get(place))}
    moved = _moved(left, fresh)
    found = []
    for place, text in left.items():
        where, target = say_place(place), moved.get(place)
        if target is not None:
            found.append(Change(Kind.RENUMBERED, where, text, fresh[target], say_place(target)))
        elif place in fresh and place not in moved.values():
            found.append(Change(Kind.CHANGED, where, text, fresh[place]))
        else:
            found.append(Change(Kind.REMOVED, where, text, ""))
    taken = set(moved.values()) | {place for place in left if place not in moved}
    added = (
        Change(Kind.ADDED, say_place(place), "", text)
        for place, text in fresh.items()
        if place not in taken
    )
    return (*found, *added)


class Editions:
    """Two editions of a law, compared once for many questions and banks: thousands of questions
    stand on a few hundred places, and taking the words out of a text is nearly all of the work.
    `keys` are further document keys under which the law is cited.
    """

    def __init__(self, old: LawText, new: LawText, keys: Iterable[str] = ()) -> None:
        self._old, self._new = old, new
        self._known = {document_key(old.number), document_key(new.number), *keys}
        self._told: dict[LegalBasis, tuple[str, str, str] | None] = {}
        self.changes = changes(old, new)
        self._moved = {one.place: one.now for one in self.changes if one.kind is Kind.RENUMBERED}

    def affected(self, questions: Iterable[Question]) -> tuple[Affected, ...]:
        """The questions of which a basis names a place that reads otherwise in the new edition, or
        is gone.
        """
        return tuple(
            Affected(question, basis, *told)
            for question in questions
            for basis in question.legal_basis
            if (told := self._of(basis))
        )

    def _of(self, basis: LegalBasis) -> tuple[str, str, str] | None:
        """Old words, new words, new place; None where nothing changed."""
        if basis not in self._told:
            self._told[basis] = self._compared(basis)
        return self._told[basis]

    def _compared(self, basis: LegalBasis) -> tuple[str, str, str] | None:
        if document_key(basis.document) not in self._known:
            return None
        before = self._old.find(basis.article, basis.clause, basis.point)
        after = self._new.find(basis.article, basis.clause, basis.point) or ""
        if before is None or before == after or words(before) == words(after):
            return None
        place = say_place((basis.article, basis.clause or "", basis.point or ""))
        return before, after, self._moved.get(place, "")


def affected(
    questions: Iterable[Question], old: LawText, new: LawText, keys: Iterable[str] = ()
) -> tuple[Affected, ...]:
    """`Editions.affected` for one bank."""
    return Editions(old, new, keys).affected(questions)


def _pieces(text: LawText) -> dict[Place, str]:
    """The words at each place, an article's title with its opening."""
    pieces: dict[Place, str] = {}
    for article, units in text.articles.items():
        if units[0].title:
            pieces[article, "", ""] = units[0].title
        for unit in units:
            place = (article, unit.clause or "", unit.point or "")
            pieces[place] = f"{pieces[place]}\n{unit.text}" if place in pieces else unit.text
    return pieces


def _same(one: str, other: str | None) -> bool:
    return other is not None and (one == other or words(one) == words(other))


def _moved(left: dict[Place, str], fresh: dict[Place, str]) -> dict[Place, Place]:
    """Old place -> new place of what only got another number; never where two could be meant."""
    bodies: dict[tuple[str, ...], list[Place]] = {}
    for place, text in fresh.items():
        bodies.setdefault(_body(place, text), []).append(place)
    moved: dict[Place, Place] = {}
    twice = set(_repeated(_body(place, text) for place, text in left.items()))
    for place, text in left.items():
        body = _body(place, text)
        targets = bodies.get(body, [])
        if len(body) >= _TELLING and len(targets) == 1 and body not in twice:
            moved[place] = targets[0]
    return moved


def _body(place: Place, text: str) -> tuple[str, ...]:
    """The words without the label that they begin with."""
    said = words(text)
    label = place[2] or place[1]
    return said[1:] if label and said[:1] == words(label) else said


def _repeated(bodies: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    seen = set()
    for body in bodies:
        if body in seen:
            yield body
        seen.add(body)
