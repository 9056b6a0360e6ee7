"""What stands below a line that says `Đáp án` and no more: a key, or the keys of many questions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from question_bank.formats.draft import DraftOption
from question_bank.formats.tokens import Kind, Token, plain
from question_bank.vietnamese import same_key

A_LIST = (
    "là câu cuối trước dòng “Đáp án” mà các dòng dưới đó có thể là đáp án của nhiều câu nên không "
    "được đọc; đề nghị ghi thành bảng “1-A, 2-B” hoặc ghi “Đáp án: …” dưới từng câu."
)
_NUMBERED = re.compile(r"\(?\d{1,5}\s?[-–—.:)/=|\t]\s?\S")
_BARE = re.compile(r"[(\[]?[A-Ha-hĐđ1-8](?:\s?[,;]\s?[A-Ha-hĐđ1-8]){0,7}[)\].]?")


@dataclass(frozen=True, slots=True)
class Above:
    """What a key may name of the options above it."""

    texts: frozenset[str]
    numbered: bool


def above_of(options: Sequence[DraftOption]) -> Above:
    """The options as they have been met so far."""
    texts = frozenset(same_key(option.text) for option in options)
    return Above(texts, numbered=all(not option.label.isalpha() for option in options))


def begins_a_list(tokens: Sequence[Token], above: Above) -> bool:
    """Whether the lines from here to the next tag may be keys of many questions, rather than the
    key of the one with these options.
    """
    lines = takewhile(lambda one: one.kind is not Kind.TAG, tokens)
    first, *others = [one for one in lines if one.kind is not Kind.BLANK]
    texts = above.texts
    numbered = not above.numbered and _NUMBERED.match(plain(first.line.text))
    if numbered and not _is_text(first, texts):
        return True
    return any(_may_be_key(one, first, texts) for one in others)


def _may_be_key(one: Token, first: Token, texts: frozenset[str]) -> bool:
    text = plain(one.line.text)
    alike = one.kind is first.kind is Kind.OPTION
    return bool(alike or _BARE.fullmatch(text) or _NUMBERED.match(text)) or _is_text(one, texts)


def _is_text(one: Token, texts: frozenset[str]) -> bool:
    return same_key(plain(one.line.text)) in texts
