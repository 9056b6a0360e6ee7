"""Which unit somebody means: exact names are taken, everything else is asked about.

Letter case, spaces, NFD, tone placement and the usual abbreviations of unit types do not matter.
A missing diacritic or a typing error is a suggestion, a name that several units bear is a question.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from question_bank.vietnamese import fold, same_key, squeeze

_SHORT = (
    (re.compile(r"\b(?:tp\b\.?|t\.p\.?)\s*", re.IGNORECASE), "thành phố "),
    (re.compile(r"\b(?:tx\b\.?|t\.x\.?)\s*", re.IGNORECASE), "thị xã "),
    (re.compile(r"\b(?:tt\b\.?|t\.t\.?)\s*", re.IGNORECASE), "thị trấn "),
    (re.compile(r"\bh\.\s*", re.IGNORECASE), "huyện "),
    (re.compile(r"\bp\.\s*", re.IGNORECASE), "phường "),
    (re.compile(r"\bx\.\s*", re.IGNORECASE), "xã "),
    (re.compile(r"\b(?:uỷ|ủy) ban (?:nhân dân|nd)\b", re.IGNORECASE), "ubnd"),
    (re.compile(r"\bhội đồng nhân dân\b", re.IGNORECASE), "hđnd"),
)
OFFICE = "Cơ quan"
"""The type of a unit that is no administrative one."""
MAX_SEARCHES = 2_000
"""Names that are searched for similar ones; a roster with more unknown names is refused anyway."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as names are matched with it."""

    id: int
    code: str
    name: str
    type: str
    full_name: str
    parent_id: int | None
    district_id: int | None

    @property
    def is_district(self) -> bool:
        """Whether this is a district-level unit."""
        return self.id == self.district_id


@dataclass(frozen=True, slots=True)
class Found:
    """The one unit that was meant; or the several that bear the name; or those that nearly do."""

    place: Place | None = None
    candidates: tuple[Place, ...] = ()
    suggestions: tuple[Place, ...] = ()


class Places:
    """The units that are in force, found by name."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.all = tuple(places)
        self.by_id = {place.id: place for place in self.all}
        self.districts = tuple(place for place in self.all if place.is_district)
        self._commune_types = {
            same_key(place.type)
            for place in self.all
            if place.district_id and not place.is_district and place.type != OFFICE
        }
        self._named: dict[str, list[Place]] = {}
        self._bare: dict[str, list[Place]] = {}
        for place in self.all:
            for key in {key for name in _names(place) for key in _keys(name)}:
                self._named.setdefault(key, []).append(place)
            self._bare.setdefault(same_key(place.name), []).append(place)
        self._found: dict[tuple[str, int | None], Found] = {}
        self._folded = [(place, fold(place.full_name), fold(place.name)) for place in self.all]
        self._searches = 0

    def label(self, place: Place) -> str:
        """The full name, with the district where that is another unit: finds this very unit."""
        district = self.by_id.get(place.district_id or 0)
        if district is None or place.is_district:
            return place.full_name
        return f"{place.full_name}, {district.full_name}"

    def find_district(self, text: str) -> Found:
        """The district-level unit of that name."""
        return self._find(text, 0)

    def find_unit(self, text: str, district_id: int | None = None) -> Found:
        """The district, commune or office of that name, in one district or anywhere. Anywhere, a
        district's name may follow after a comma: "Phường I, thành phố Vị Thanh"."""
        whole = self._find(text, district_id)
        head, comma, tail = text.rpartition(",")
        if whole.place or not comma:
            return whole
        district = self.find_district(tail).place
        if district is None or district_id not in (None, district.id):
            return whole
        return self._find(head, district.id)

    def like_commune(self, text: str) -> bool:
        """Whether the text begins like a commune's name: such a unit is not made by a roster."""
        return any(same_key(text).startswith(f"{kind} ") for kind in self._commune_types)

    def _find(self, text: str, district_id: int | None) -> Found:
        memo = (squeeze(text), district_id)
        if memo not in self._found:
            self._found[memo] = self._look(memo[0], district_id)
        return self._found[memo]

    def _look(self, text: str, district_id: int | None) -> Found:
        for names in (self._named, self._bare):
            for key in _keys(text):
                places = [place for place in names.get(key, ()) if _within(place, district_id)]
                if len(places) == 1:
                    return Found(place=places[0])
                if places:
                    return Found(candidates=tuple(places))
        return Found(suggestions=self._similar(text, district_id))

    def _similar(self, text: str, district_id: int | None) -> tuple[Place, ...]:
        folded = fold(text)
        self._searches += 1
        if not folded or self._searches > MAX_SEARCHES:
            return ()
        scope = [each for each in self._folded if _within(each[0], district_id)]
        alike = [place for place, full, bare in scope if folded in (full, bare)]
        return tuple(
            alike
            or [
                place
                for place, full, bare in scope
                if one_slip(folded, full) or one_slip(folded, bare)
            ]
        )


def one_slip(first: str, second: str) -> bool:
    """Whether two folded names differ by one typing error in one word of at least three letters:
    "nga bay" and "nga bey", but neither "chau thanh" and "chau thanh a" nor two numbers."""
    ours, theirs = first.split(), second.split()
    if len(ours) != len(theirs):
        return False
    pairs = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    if len(pairs) != 1:
        return False
    one, other = pairs[0]
    wordlike = one.isalpha() and other.isalpha() and min(len(one), len(other)) > 2
    return wordlike and _distance_is_one(one, other)


def _distance_is_one(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    rest = short[same:] if len(short) < len(long) else short[same + 1 :]
    return long[same + 1 :] == rest


def _names(place: Place) -> tuple[str, ...]:
    return place.full_name, f"{place.name} ({place.type})", f"{place.name}, {place.type}"


def _keys(text: str) -> tuple[str, ...]:
    """The text's key as written, and with its abbreviations spelt out."""
    spelt = text
    for pattern, word in _SHORT:
        spelt = pattern.sub(word, spelt)
    return tuple(dict.fromkeys((same_key(text), same_key(spelt))))


def _within(place: Place, district_id: int | None) -> bool:
    """`district_id` 0 means the districts themselves, None anywhere below the province."""
    if district_id == 0:
        return place.is_district
    if district_id is None:
        return place.district_id is not None
    return place.district_id == district_id
