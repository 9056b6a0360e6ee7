"""The table of prizes."""

from dataclasses import dataclass
from enum import StrEnum


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


PRIZE_KIND_TEXTS = {
    PrizeKind.INDIVIDUAL: "cá nhân",
    PrizeKind.COLLECTIVE: "tập thể",
    PrizeKind.SIDE: "phụ",
}

AT_THE_CUT_TEXTS = {
    AtTheCut.LOTS: "xét theo bốc thăm",
    AtTheCut.ALL: "tất cả những người đồng hạng cùng được giải",
    AtTheCut.NONE: "không ai trong những người đồng hạng được giải đó",
}


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
    """The table; one person keeps only the highest where `one_each`."""

    table: tuple[Prize, ...] = ()
    one_each: bool = True
    at_the_cut: AtTheCut = AtTheCut.LOTS

    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, a Vietnamese sentence each."""
        if all(
            prize.title.strip() and 1 <= prize.count <= 10_000 and prize.worth >= 0
            for prize in self.table
        ):
            return ()
        return ("Mỗi giải thưởng phải có tên, số lượng từ 1 đến 10.000 và giá trị không âm.",)

    def sentences(self) -> tuple[str, ...]:
        """As the thể lệ says it."""
        if not self.table:
            return ()
        listed = "; ".join(
            f"{prize.count} {prize.title} ({PRIZE_KIND_TEXTS[prize.kind]}"
            + (f", {prize.worth:,} đồng mỗi giải".replace(",", ".", 9) if prize.worth else "")
            + ")"
            for prize in self.table
        )
        said = [
            f"Giải thưởng: {listed}.",
            "Khi số người đồng hạng nhiều hơn số giải còn lại, "
            f"{AT_THE_CUT_TEXTS[self.at_the_cut]}.",
        ]
        if self.one_each:
            said.append("Một người đạt nhiều giải chỉ được nhận giải cao nhất.")
        return tuple(said)
