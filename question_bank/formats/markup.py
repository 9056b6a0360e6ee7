"""HTML as people paste it into question editors, as plain text; and what plain text cannot say."""

import html
import re
from dataclasses import dataclass

from question_bank.vietnamese import tidy

_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)(:[\w.-]+)?(?=[\s/>])")
_ODD = re.compile(r"<[!?].*>", re.DOTALL)
_KNOWN = frozenset(
    re.findall(
        r"\w+",
        """a abbr address area article aside audio b base bdi bdo big blockquote body br button
        canvas caption center cite code col colgroup data datalist dd del details dfn
        dialog dir div dl dt em embed fieldset figcaption figure font footer form
        frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins
        kbd label legend li link main map mark math menu meta meter nav noscript
        object ol optgroup option output p param picture pre progress q rp rt ruby s
        samp script section select small source span strike strong style sub summary
        sup svg table tbody td template textarea tfoot th thead time title tr track tt
        u ul var video wbr annotation mi mn mo mrow msub msubsup msup mfrac msqrt
        mroot mtext mstyle mtable mtd mtr semantics mover munder munderover circle
        defs ellipse g line path polygon polyline rect text tspan use""",
    )
)
"""Names of elements: `<y và z>` is none of them, and so it is text."""
STRUCK = frozenset(("s", "del", "strike"))
STRUCK_LOST = "chữ gạch ngang"
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
    silent, struck = "", 0
    for piece in _TAG.split(_uncommented(markup)):
        found = _tag(piece)
        if found is None:
            if not silent and not struck and not _ODD.fullmatch(piece):
                parts.append(re.sub(r"\s+", " ", piece))
            continue
        name, closes = found[1].lower(), piece.startswith("</")
        if name in _SILENT:
            silent = "" if closes or piece.endswith("/>") else name
        elif name in STRUCK:
            struck = max(0, struck + (-1 if closes else 1))
            lost.append(STRUCK_LOST)
        elif not silent:
            if name in _BREAKS:
                parts.append("\n")
            if name in _LOST:
                lost.append(_LOST[name])
    if silent or struck:
        lost.append("phần sau thẻ chưa đóng")
    return Plain(tidy(html.unescape("".join(parts))), tuple(dict.fromkeys(lost)))


def _tag(piece: str) -> re.Match[str] | None:
    """The start of a tag that HTML knows, or that an office program made (`<o:p>`)."""
    found = _NAME.match(piece) if piece.endswith(">") else None
    return found if found and (found[2] or found[1].lower() in _KNOWN) else None


def _uncommented(markup: str) -> str:
    """The markup without its comments; what is never closed is none."""
    parts: list[str] = []
    place = 0
    while (start := markup.find("<!--", place)) >= 0:
        end = markup.find("-->", start + 4)
        if end < 0:
            break
        parts.append(markup[place:start])
        place = end + 3
    return "".join([*parts, markup[place:]])
