"""How much a question file may hold: one table, used by every reader and printed in the docs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, otherwise counts."""

    file_bytes: int = 5_000_000
    inflated_bytes: int = 50_000_000
    members: int = 200
    item_members: int = 5_200
    rows: int = 5_000
    columns: int = 30
    blank_rows: int = 200
    cell_chars: int = 2_000
    stem_chars: int = 4_000
    lines: int = 50_000
    line_chars: int = 20_000
    header_bytes: int = 64_000
    options_min: int = 2
    options_max: int = 8


LIMITS = Limits()
