"""HTML as people paste it into question editors, as plain text; and what plain text cannot say."""

import html
import re
from dataclasses import dataclass

from question_bank.vietnamese import tidy

_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?\s*([A-Za-z][A-Za-z0-9]*)")
_BREAKS = frozenset(
    ("br", "p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote")
)
_SILENT = frozenset(("script", "style", "title"))
_LOST = {
    "img": "hình ảnh", "svg": "hình ảnh", "picture": "hình ảnh", "table": "bảng",
    "math": "công thức", "sub": "chỉ số dưới", "sup": "chỉ số trên", "audio": "âm thanh",
    "video": "video", "iframe": "tệp nhúng", "object": "tệp nhúng", "embed": "tệp nhúng",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plain:
    """The text, a line for each block; and what was lost, in Vietnamese, each once."""

    text: str
    lost: tuple[str, ...] = ()


def plain(markup: str) -> Plain:
    """The markup's text. Linear in its length, whatever it holds; never fails."""
    parts: list[str] = []
    lost: list[str] = []
    silent = ""
    for piece in _TAG.split(markup):
        found = _NAME.match(piece) if piece.startswith("<") and piece.endswith(">") else None
        if found is None:
            if not silent:
                parts.append(re.sub(r"\s+", " ", piece))
            continue
        name = found[1].lower()
        if name in _SILENT:
            silent = "" if piece.startswith("</") else name
        elif not silent:
            if name in _BREAKS:
                parts.append("\n")
            if name in _LOST and _LOST[name] not in lost:
                lost.append(_LOST[name])
    return Plain(tidy(html.unescape("".join(parts))), tuple(lost))
