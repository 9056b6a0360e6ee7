"""The table of prizes, and who gets them.

Individual prizes go down an official board, collective ones down a ranked list of units, side ones
to whom they were given by hand. Nothing here knows names: people and units are numbers.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quiz.rules.wording import say_count


class PrizeKind(StrEnum):
    """Who a prize is for. A side prize goes by its own criterion and is given by hand."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"
    SIDE = "side"


class AtTheCut(StrEnum):
    """What happens when more share the last place than prizes are left."""

    LOTS = "lots"
    ALL = "all"
    NONE = "none"


class PrizeScope(StrEnum):
    """What has a table of prizes of its own. Within it one person keeps the highest prize, whatever
    prizes there are elsewhere."""

    ROUND = "round"
    DISTRICT = "district"
    CONTEST = "contest"


PRIZE_KIND_TEXTS = {
    PrizeKind.INDIVIDUAL: "cá nhân",
    PrizeKind.COLLECTIVE: "tập thể",
    PrizeKind.SIDE: "phụ",
}

AT_THE_CUT_TEXTS = {
    AtTheCut.LOTS: "xét theo bốc thăm",
    AtTheCut.ALL: "tất cả cùng được giải",
    AtTheCut.NONE: "giải đó không trao cho hạng này",
}

PRIZE_SCOPE_TEXTS = {
    PrizeScope.ROUND: "từng vòng thi của từng đơn vị",
    PrizeScope.DISTRICT: "từng đơn vị, chung các vòng thi của đơn vị",
    PrizeScope.CONTEST: "toàn cuộc thi",
}

_SCOPE_SENTENCES = {
    PrizeScope.ROUND: "Mỗi vòng thi của mỗi đơn vị có bảng giải riêng; giải của vòng thi này không "
    "ảnh hưởng đến giải của vòng thi khác.",
    PrizeScope.DISTRICT: "Mỗi đơn vị có một bảng giải chung cho các vòng thi của đơn vị; giải của "
    "đơn vị này không ảnh hưởng đến giải của đơn vị khác.",
    PrizeScope.CONTEST: "Toàn cuộc thi có một bảng giải chung cho các đơn vị và các vòng thi.",
}


_NOUNS = {PrizeKind.INDIVIDUAL: "người", PrizeKind.COLLECTIVE: "đơn vị"}
"""Who is ranked for a prize."""
MOST_WORTH = 999_999_999
"""In đồng."""


@dataclass(frozen=True, slots=True)
class Prize:
    """`count` prizes called `title`, in the order of the table: the first is the highest. `worth`
    is in đồng, 0 where it is not money."""

    title: str
    count: int = 1
    kind: PrizeKind = PrizeKind.INDIVIDUAL
    worth: int = 0


@dataclass(frozen=True, slots=True)
class PrizeRules:
    """The table; one person keeps only the highest where `one_each`, of the prizes that are given
    together (`per`)."""

    table: tuple[Prize, ...] = ()
    one_each: bool = True
    at_the_cut: AtTheCut = AtTheCut.LOTS
    per: PrizeScope = PrizeScope.ROUND

    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, a Vietnamese sentence each."""
        if all(
            prize.title.strip() and 1 <= prize.count <= 10_000 and 0 <= prize.worth <= MOST_WORTH
            for prize in self.table
        ):
            return ()
        return (
            "Mỗi giải thưởng phải có tên, số lượng từ 1 đến 10.000 và giá trị từ 0 đến 999.999.999 "
            "đồng.",
        )

    def sentences(self) -> tuple[str, ...]:
        """As the thể lệ says it."""
        if not self.table:
            return ()
        listed = "; ".join(
            f"{prize.count} {prize.title} ({PRIZE_KIND_TEXTS[prize.kind]}"
            + (f", {say_count(prize.worth)} đồng mỗi giải" if prize.worth else "")
            + ")"
            for prize in self.table
        )
        said = [f"Giải thưởng: {listed}."]
        kinds = [prize.kind for prize in self.table]
        ranked = [text for kind, text in _NOUNS.items() if kind in kinds]
        if ranked:
            said.append(
                f"Khi số {' hoặc số '.join(ranked)} đồng hạng nhiều hơn số giải còn lại, "
                f"{AT_THE_CUT_TEXTS[self.at_the_cut]}."
            )
        if self.one_each and len(kinds) - kinds.count(PrizeKind.COLLECTIVE) > 1:
            said.append(
                "Một người đạt nhiều giải chỉ được nhận giải cao nhất, theo thứ tự các giải nêu "
                "trên."
            )
        said.append(_SCOPE_SENTENCES[self.per])
        return tuple(said)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A person on an official board, or a unit in a ranked list. Equal places share one; `lot`
    separates them, the smaller first."""

    id: int
    place: int
    lot: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """A side prize, the table's row `prize` from 0, given by hand to a person."""

    prize: int
    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Awarded:
    """The table's row `prize` goes to a person or, where it is collective, to a unit. `place` is
    None for a side prize."""

    prize: int
    id: int
    place: int | None
    why: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Somebody who would have got the prize and keeps a higher one."""

    prize: int
    id: int
    why: str


@dataclass(frozen=True, slots=True)
class Awards:
    """Who gets what, in the order of the table, and why. `cuts` explain, by prize, where more
    shared a place than prizes were left; `left` are the prizes that nobody gets, (prize, how many).
    """

    awarded: tuple[Awarded, ...]
    passed: tuple[PassedOver, ...]
    cuts: tuple[tuple[int, str], ...]
    left: tuple[tuple[int, int], ...]


def award(
    board: Iterable[Ranked],
    rules: PrizeRules,
    units: Iterable[Ranked] = (),
    given: Sequence[Given] = (),
) -> Awards:
    """The prizes of a table by an official board. The order in which the board is given does not
    matter.

    Each ladder is walked once: nobody gets two individual prizes. Where `one_each`, whoever holds
    a prize that stands earlier in the table is passed over for a later one.
    """
    ranked = {PrizeKind.INDIVIDUAL: board, PrizeKind.COLLECTIVE: units}
    ladders = {kind: _Ladder(ranked[kind], noun) for kind, noun in _NOUNS.items()}
    awarded: list[Awarded] = []
    passed: list[PassedOver] = []
    cuts: list[tuple[int, str]] = []
    left: list[tuple[int, int]] = []
    holders: dict[int, int] = {}
    for number, prize in enumerate(rules.table):
        held = holders if rules.one_each and prize.kind is not PrizeKind.COLLECTIVE else {}
        if prize.kind is PrizeKind.SIDE:
            wanted = dict.fromkeys(one.id for one in given if one.prize == number)
            reasons = {one.id: one.reason for one in given if one.prize == number}
            above = [one for one in wanted if one in held]
            got = [Awarded(number, one, None, reasons[one]) for one in wanted if one not in held][
                : prize.count
            ]
        else:
            ladder = ladders[prize.kind]
            rung, above, cut = ladder.step(number, prize.count, rules.at_the_cut, held)
            got = rung
            cuts += [(number, cut)] if cut else []
        passed += [
            PassedOver(number, one, f"Giữ giải cao hơn: {rules.table[held[one]].title}.")
            for one in above
        ]
        awarded += got
        if prize.kind is not PrizeKind.COLLECTIVE:
            for one in got:
                holders.setdefault(one.id, number)
        if len(got) < prize.count:
            left.append((number, prize.count - len(got)))
    return Awards(tuple(awarded), tuple(passed), tuple(cuts), tuple(left))


class _Ladder:
    """Who still waits for a prize, the best first."""

    def __init__(self, ranked: Iterable[Ranked], noun: str) -> None:
        self._waiting = sorted(ranked, key=lambda one: (one.place, one.lot, one.id))
        self._noun = noun
        self._at = 0
        self._sharing = Counter(one.place for one in self._waiting)
        self._drawn: set[int] = set()
        """Places at which lots were drawn for a prize already."""

    def step(
        self, prize: int, count: int, at_the_cut: AtTheCut, held: dict[int, int]
    ) -> tuple[list[Awarded], list[int], str]:
        """(who gets these `count` prizes, who is passed over because of `held`, what happened at
        the cut)."""
        got: list[Awarded] = []
        above: list[int] = []
        while len(got) < count and self._at < len(self._waiting):
            group = self._group()
            above += [one.id for one in group if one.id in held]
            group = [one for one in group if one.id not in held]
            free = count - len(got)
            if len(group) <= free or at_the_cut is AtTheCut.ALL:
                cut = self._said(group, free, at_the_cut) if len(group) > free else ""
                got += [Awarded(prize, one.id, one.place, self._why(one)) for one in group]
                self._pass(group, held)
                if cut:
                    return got, above, cut
            else:
                taken = group[:free] if at_the_cut is AtTheCut.LOTS else []
                self._drawn |= {one.place for one in taken}
                why = ", được chọn theo bốc thăm"
                got += [Awarded(prize, one.id, one.place, self._why(one, why)) for one in taken]
                self._pass(taken, held)
                return got, above, self._said(group, free, at_the_cut)
        return got, above, ""

    def _group(self) -> list[Ranked]:
        """Those who share the best place that is left."""
        end = self._at
        while (
            end < len(self._waiting) and self._waiting[end].place == self._waiting[self._at].place
        ):
            end += 1
        return self._waiting[self._at : end]

    def _pass(self, done: Sequence[Ranked], held: dict[int, int]) -> None:
        """They wait no longer, nor do those of their place who hold a higher prize."""
        gone = {one.id for one in done}
        group = self._group()
        rest = [one for one in group if one.id not in gone and one.id not in held]
        end = self._at + len(group)
        self._at = end - len(rest)
        self._waiting[self._at : end] = rest

    def _why(self, one: Ranked, lots: str = "") -> str:
        if self._sharing[one.place] == 1:
            return f"Hạng {one.place}."
        if not lots and one.place in self._drawn:
            lots = ", còn lại sau khi bốc thăm cho giải cao hơn"
        return f"Hạng {one.place}, đồng hạng {self._sharing[one.place]} {self._noun}{lots}."

    def _said(self, group: Sequence[Ranked], free: int, at_the_cut: AtTheCut) -> str:
        done = {
            AtTheCut.LOTS: "xét theo bốc thăm",
            AtTheCut.ALL: "tất cả cùng được giải",
            AtTheCut.NONE: "không trao giải này cho ai trong số đó",
        }[at_the_cut]
        return f"{len(group)} {self._noun} đồng hạng {group[0].place} khi còn {free} giải: {done}."
