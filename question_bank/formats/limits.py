"""How much a question file may hold: one table, used by every reader and printed in the docs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, otherwise counts.

    `rows` are 10,000 questions and a few headings; `xml_parts` elements and attributes of one part
    of a package, `xml_parts_at_once` those that are remembered at one time.
    """

    file_bytes: int = 5_000_000
    inflated_bytes: int = 50_000_000
    members: int = 200
    item_members: int = 5_200
    rows: int = 10_100
    columns: int = 30
    blank_rows: int = 200
    cell_chars: int = 2_000
    stem_chars: int = 4_000
    lines: int = 120_000
    line_chars: int = 20_000
    xml_parts: int = 1_500_000
    xml_parts_at_once: int = 300_000
    text_chars: int = 8_000_000
    questions: int = 10_000
    options: int = 80_000
    topics: int = 2_000
    tables: int = 20_000
    runs: int = 250_000
    question_lines: int = 500
    header_bytes: int = 64_000
    options_min: int = 2
    options_max: int = 8


LIMITS = Limits()
