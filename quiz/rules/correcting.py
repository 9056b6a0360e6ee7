"""What the committee decided about a question after the round: marks are counted with it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Remedy(StrEnum):
    """What becomes of a question; KEEP takes an earlier decision back."""

    KEEP = "keep"
    CREDIT_ALL = "credit_all"
    NEW_KEY = "new_key"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision. `key` holds the bank's indices of the right options for NEW_KEY, else
    nothing."""

    remedy: Remedy
    key: frozenset[int] = frozenset()


Corrections = Mapping[str, Correction]
"""A question's identifier -> the decision that stands."""

NO_CORRECTIONS: Corrections = {}
