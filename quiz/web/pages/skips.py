"""Somebody, or a unit, who can be passed over in a list."""

from dataclasses import dataclass

Errors = tuple[tuple[str, str], ...]
"""(field, empty for none; what is wrong with it)."""


@dataclass(frozen=True, slots=True)
class Skip:
    """The tick that passes one of a list over, and the reason beside it: fields `skip_<id>` = 1 and
    `reason_<id>` of a form. `seat_text` is empty for who gets no seat. Without `asks` there is no
    field for a reason yet."""

    id: int
    name: str
    seat_text: str
    ticked: bool
    reason: str
    error: str
    asks: bool = True
