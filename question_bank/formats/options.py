"""Options among the lines of a question: where they begin, several on one line, one in pieces."""

import re
import string
from collections.abc import Iterator

from question_bank.formats.draft import DraftOption
from question_bank.formats.fields import pinned_of
from question_bank.formats.marks import Part, Span
from question_bank.formats.tokens import Kind, Line, Token, plain

LONG_TAGS = ("basis", "explanation")
"""Tags whose text may go on over further lines."""

INLINE = re.compile(
    r"(?:^|(?<=[\s?:.;,]))(?<!điểm )(?P<star>\*?)\s{0,50}"
    r"(?P<mark>\(?(?P<label>[A-Za-zĐđ])\s*(?P<stop>[.)]|(?<![Đđ])/|/(?=\s)))"
    r"(?:\s*(?P<late>\*)(?=\s*\w))?\s*(?=\S)"
)


def step(one: str, two: str) -> int:
    """How far a letter stands behind another of its own case, twice what it is in the alphabet:
    đ stands between d and e. 0 for a letter of the other case.
    """
    return _RANKS[two] - _RANKS[one] if one.isupper() == two.isupper() else 0


_RANKS = {letter: 2 * ord(letter.upper()) for letter in string.ascii_letters}
_RANKS |= dict.fromkeys("Đđ", 2 * ord("D") + 1)


def is_due(one: str, two: str) -> bool:
    """Whether an option's letter may follow another: e follows d, and so does đ, which many lists
    leave out.
    """
    return step(one, two) in ((1, 2) if one in "DdĐđ" else (2,))


def rest_of(token: Token) -> Span:
    """A line after its marker."""
    return Span(token.line, token.start, len(token.line.text))


def part_of(token: Token) -> Part:
    """The option that a line begins."""
    mark = Span(token.line, token.mark_start, token.mark_end) if token.label else None
    return Part(token.label, token.star, mark)


def found_part(line: Line, found: re.Match[str]) -> Part:
    """The option that `INLINE` found within a line."""
    mark = Span(line, *found.span("mark"))
    return Part(found["label"], bool(found["star"] or found["late"]), mark)


def parts_on_line(line: Line, start: int, first: Part, starts: set[str]) -> list[Part]:
    """The option that begins at `start` and those that follow it on the same line.

    A letter that begins another line (`starts`) is no option here.
    """
    parts = [first]
    due_here = first.mark and first.label.isalpha() and _may_go_on(line.text, start, first.label)
    if first.mark and due_here and not line.text[start:].startswith("\\"):
        stop = first.mark.text[-1]
        for found in INLINE.finditer(line.text, start):
            label = found["label"]
            due = is_due(parts[-1].label, label)
            if due and found["stop"] == stop and label not in starts:
                parts[-1].pieces.append(Span(line, start, found.start()))
                parts.append(found_part(line, found))
                start = found.end()
    parts[-1].pieces.append(Span(line, start, len(line.text)))
    return parts


def _may_go_on(text: str, start: int, label: str) -> bool:
    """Whether the letter after this one stands anywhere behind it: on most lines it does not."""
    after = chr(ord(label) + 1)
    if label in "DdĐđ":
        return text.find("E" if label.isupper() else "e", start) >= 0 or bool(
            set("Đđ").intersection(text[start:])
        )
    return text.find(after, start) >= 0


def option_of(part: Part) -> DraftOption:
    """An option whose lines have all been met."""
    texts = [piece.text.strip() for piece in part.pieces]
    texts[-1], pinned = pinned_of(texts[-1])
    text = "\n".join(filter(None, map(plain, texts)))
    return DraftOption(text, part.label, pinned)


def first_option(body: list[Token]) -> tuple[int, Kind]:
    """Where the options begin and what marks them: letters, else numbers, else bullets."""
    end = next(_ends(body), len(body))
    for label in "AaBb":
        places = _places(body[:end], Kind.OPTION, label)
        if places:
            second = _places(body[:end], Kind.OPTION, chr(ord(label) + 1))
            led = [place for place in places if second and place < second[-1]]
            return (led[-1] if led else places[0]), Kind.OPTION
    ones = _places(body[:end], Kind.NUMBERED, "1")
    if ones and any(ones[-1] < two for two in _places(body[:end], Kind.NUMBERED, "2")):
        return ones[-1], Kind.NUMBERED
    bullets = [place for place, token in enumerate(body[:end]) if token.kind is Kind.BULLET]
    return (bullets[0], Kind.BULLET) if len(bullets) > 1 else (len(body), Kind.BULLET)


def _ends(body: list[Token]) -> Iterator[int]:
    for place, token in enumerate(body):
        if token.kind is Kind.TAG and token.label in LONG_TAGS:
            yield place


def _places(body: list[Token], kind: Kind, label: str) -> list[int]:
    return [i for i, token in enumerate(body) if token.kind is kind and token.label == label]


def runs_of(body: list[Token], first: str) -> list[int]:
    """Places in the body where options begin at `first`: the next letter or number follows."""
    kind = Kind.NUMBERED if first.isdecimal() else Kind.OPTION
    second = chr(ord(first) + 1)
    runs: list[int] = []
    begun: int | None = None
    for place, token in enumerate(body[: next(_ends(body), len(body))]):
        if token.kind is not kind or token.label not in (first, second):
            continue
        if token.label == first:
            begun = place
        if begun is not None and (token.label == second or _goes_on_inline(token)):
            runs.append(begun)
            begun = None
    return runs


def _goes_on_inline(token: Token) -> bool:
    if not _may_go_on(token.line.text, token.start, token.label):
        return False
    return len(parts_on_line(token.line, token.start, part_of(token), set())) > 1


def inline_options(head: Token) -> str:
    """The first letter of options on the line of the question; "" where there are none."""
    if not ("." in head.content or ")" in head.content or "/" in head.content):
        return ""
    if head.content.lstrip().startswith("\\"):
        return ""
    for found in INLINE.finditer(head.line.text, head.start):
        if found["label"] in "Aa":
            first = found_part(head.line, found)
            several = len(parts_on_line(head.line, found.end(), first, set())) > 1
            return found["label"] if several else ""
    return ""
