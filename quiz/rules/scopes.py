"""Whom of a board somebody looks at: everybody, one unit, one group of units, one audience."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoardScope:
    """0 or nothing means everybody. `unit_id` is a commune or an office; on a whole contest's board
    it may be a district, which is everybody who sat there. `group` is a khối."""

    unit_id: int = 0
    group: str = ""
    audience: str = ""

    @property
    def everybody(self) -> bool:
        """Whether nobody is left out."""
        return self == BoardScope()

    def values(self) -> dict[str, str]:
        """What is chosen, by the names that an address uses."""
        given = {
            "unit": str(self.unit_id or ""),
            "group": self.group,
            "audience": self.audience,
        }
        return {name: value for name, value in given.items() if value}
