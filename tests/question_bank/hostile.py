"""Files made to kill, to fill or to occupy their reader: one maker a kind.

Texts are as long as a file may be; packages inflate to as much as one may. Nothing here is stored:
each file is made when it is asked for.
"""

import io
import zipfile
from collections.abc import Callable, Mapping

from question_bank.formats import LIMITS
from tests.question_bank.word_files import of_lines

ROOM = LIMITS.file_bytes - 1_000
INFLATED = LIMITS.inflated_bytes - 1_000_000
WORD = of_lines("Câu 1. Hỏi?", "*A. một", "B. hai")
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/></Types>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/{{kind}}" Target="{{target}}"/></Relationships>'
)
_HEAD = ["<t>Câu hỏi</t>", "t>A</t>", "t>B</t>", "t>Đáp án</t>"]


# Texts.


def text(line: str, *, head: str = "", most: int = LIMITS.lines) -> bytes:
    """A head and as many lines as a file may hold; `{0}` counts them."""
    size = len(line.format(99_999).encode()) + 1
    count = min(most - head.count("\n") - 1, (ROOM - len(head.encode())) // size)
    return (head + "\n".join(line.format(number) for number in range(count))).encode()


def questions(block: str) -> bytes:
    """As many of a question as lines and bytes allow; `{0}` counts them."""
    lines, size = block.count("\n") + 1, len(block.format(99_999).encode()) + 1
    count = min(LIMITS.lines // lines, ROOM // size)
    return "\n".join(block.format(number) for number in range(count)).encode()


def _words(start: int, count: int) -> str:
    return " ".join(f"từ{(start * 7 + place * place) % 9_973}" for place in range(count))


ONE = "Câu 1. Hỏi?\n"
TWO = ONE + "A. một\n*B. hai\n"
TEXTS: dict[str, Callable[[], bytes]] = {
    "equal questions": lambda: questions("Câu 1. Hỏi gì?\nA. một\n*B. hai"),
    "equal questions with other keys": lambda: questions("Câu {0}. Hỏi?\n*A. x{0}\nB. hai"),
    "equal identifiers": lambda: questions("Câu {0}. Hỏi {0}?\n*A. x\nB. y\nMã: q"),
    "equal options": lambda: text("A. một", head=ONE),
    "equal options in many questions": lambda: questions(ONE + "A. một\n" * 490),
    "equal bullets": lambda: text("- một", head=ONE),
    "numbers as options": lambda: text("{0}. một", head=ONE),
    "letters in turn": lambda: text("A. một\nB. hai", head=ONE, most=LIMITS.lines // 2),
    "equal topics": lambda: questions("# Chung\nCâu {0}. Hỏi {0}?\n*A. x\nB. y"),
    "topics of one slug": lambda: questions("# Chung {0:<1}!?\nCâu 1. Hỏi?").replace(
        b"!", b"\xc2\xb7"
    ),
    "nameless topics": lambda: "\n".join(
        f"# {chr(0x4E00 + number)}\nCâu 1. Hỏi?" for number in range(20_000)
    ).encode(),
    "topics alone": lambda: text("# chủ đề {0}", head=TWO),
    "a key table against equal numbers": lambda: (
        questions(TWO[:-1])[: ROOM // 2] + text("1-A", head="\n", most=20_000)
    ),
    "a key table on one line": lambda: (TWO + "1-A " * 4_900 + "\n").encode() * 100,
    "key lines": lambda: text("Đáp án: A", head=TWO),
    "key lines among options": lambda: questions(ONE + "A. a\n" * 200 + "Đáp án: b\n" * 200),
    "tags": lambda: text("Mức độ: khó", head=TWO),
    "options in explanations": lambda: questions(TWO + "Giải thích: x\n" + "C. y\n" * 240),
    "numbers in explanations": lambda: questions(f"1. x{TWO[5:]}Giải thích: x\n" + "7. y\n" * 490),
    "keys below headings": lambda: questions(ONE + "A. a\n" * 58 + "Đáp án:\nx\ny\n" * 140),
    "nothing below headings": lambda: questions(TWO + "Đáp án:\n" + "\\\n" * 480),
    "one explanation": lambda: text("x" * 95, head=TWO + "Giải thích: x\n"),
    "one stem": lambda: text("x" * 95, head=ONE),
    "one option": lambda: text("x" * 95, head=ONE + "A. một\nB. hai\n"),
    "unknown lines": lambda: text("vô nghĩa", head=TWO + "\n"),
    "shouts": lambda: text("VÔ NGHĨA", head=TWO),
    "sections": lambda: text("Phần {0}. Mới", head=TWO),
    "blank lines": lambda: b"\n" * (ROOM - 99) + TWO.encode(),
    "long lines": lambda: (TWO + "x " * 9_999 + "\n").encode() * 248,
    "inline options": lambda: (
        (
            "Câu 1. Hỏi? " + " ".join(f"{chr(65 + at % 26)}. x" for at in range(4_000)) + "\n"
        ).encode()
        * 240
    ),
    "stops": lambda: (ONE + "A. " * 6_000 + "\n").encode() * 250,
    "long words": lambda: questions("Câu {0}. " + "x" * 600 + "\n*A. x\nB. y"),
    "several keys": lambda: questions("Câu {0}. " + "các " * 900 + "?\n*A. x\n*B. y\nC. z"),
    "bidi signs": lambda: text("A. \u202e", head=TWO),
    "combining marks": lambda: (TWO + "a" + "\u0323\u0302" * 9_000 + "\n").encode() * 130,
    "near stems": lambda: questions(
        "Câu {0}. " + "cử tri bỏ phiếu ở khu vực " * 6 + "{0}x?\n*A. x\nB. y"
    ),
    "long near stems": lambda: "\n".join(
        f"Câu {at}. {_words(at % 7, 500)} {_words(at, 20)}?\n*A. x\nB. y" for at in range(1_200)
    ).encode()[:ROOM],
    "stems that tell": lambda: (
        "\n".join(
            f"Câu {at}. {_words(at % 40, 90)} hai mươi{at % 9}?\n*A. hai mươi{at % 11}\nB. y z"
            for at in range(6_000)
        )
        .encode()[:ROOM]
        .rsplit(b"\n", 3)[0]
    ),
    "letters of others": lambda: questions("Câu {0}. Hỏi {0}?\n*A. cả a, b\nB. tất cả đều đúng"),
    "misspelt words": lambda: questions("Câu {0}. Khôg {0} nghà trìh?\n*A. x\nB. y"),
    "gift, equal questions": lambda: questions("::t::Hỏi?{{=một ~hai}}\n"),
    "gift, equal answers": lambda: ("Hỏi?{=một" + " ~hai\n" * 49_000 + "}").encode(),
    "gift, one question": lambda: ("Hỏi?\n" + "x\n" * 49_000 + "{=một ~hai}").encode(),
    "gift, open braces": lambda: text("Hỏi?{{=một ~hai"),
    "gift, notes": lambda: (
        text("// [basis:x] [level:hard]", most=49_000) + "\nHỏi?{=một ~hai}".encode()
    ),
    "gift, categories": lambda: questions("$CATEGORY: a/{0}\n\nHỏi {0}?{{=một ~hai}}\n"),
    "gift, weights": lambda: ("Hỏi?{" + "~%50%hai\n" * 49_000 + "}").encode(),
    "toml topics": lambda: (
        "+++\n" + '[[topics]]\nid="a"\ntitle="b"\n' * 2_000 + "+++\n" + TWO
    ).encode()[:63_000],
    "toml keys": lambda: ("+++\n" + "a" + ".a" * 15_000 + "=1\n+++\n" + TWO).encode(),
    "zeros": lambda: b"\x00" * ROOM,
    "any letters": lambda: bytes(range(1, 256)) * (ROOM // 255),
}


# Packages.


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """The members as a zip file."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def word(xml: str, size: int = INFLATED, base: bytes = WORD) -> bytes:
    """A Word file whose body is this XML again and again, up to a size in bytes."""
    body = xml.encode() * max(1, size // len(xml.encode()))
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["word/document.xml"] = _before(members["word/document.xml"], b"<w:sectPr", body)
    return zipped(members)


def nested(opening: str, closing: str, depth: int) -> bytes:
    """A Word file of elements within elements."""
    return word(opening * depth + closing * depth, 1)


def styled(xml: str, styles: str) -> bytes:
    """A Word file with these styles, and this XML again and again."""
    with zipfile.ZipFile(io.BytesIO(word(xml, 6_000_000))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    more = _before(members["word/styles.xml"], b"</w:styles>", styles.encode())
    return zipped({**members, "word/styles.xml": more})


def _before(whole: bytes, place: bytes, more: bytes) -> bytes:
    at = whole.index(place)
    return whole[:at] + more + whole[at:]


def workbook(rows: str, strings: str = "") -> bytes:
    """The least workbook that is one, with these rows and shared strings of XML."""
    relations = _RELATIONS.format(kind="worksheet", target="sheet1.xml")
    shared = f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations.replace("</R", shared + "</R"),
            "xl/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>'
            "</worksheet>",
            "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        }
    )


def row(*texts: str, more: str = "") -> str:
    """A row of cells that hold their text."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f"<row>{cells}{more}</row>"


HEADING = row("Câu hỏi", "A", "B", "Đáp án")


def sheet(xml: str, size: int = INFLATED) -> bytes:
    """A workbook with a good heading and this XML again and again below it."""
    return workbook(HEADING + xml * max(1, size // len(xml.encode())))


_P = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
_SHARED = '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>'
PACKAGES: dict[str, Callable[[], bytes]] = {
    "word, empty paragraphs": lambda: word("<w:p/>"),
    "word, empty runs": lambda: word("<w:p>" + "<w:r/>" * 8_000_000 + "</w:p>", 1),
    "word, attributes": lambda: word('<w:p w:a="" w:b="" w:c="" w:d="" w:e=""/>'),
    "word, equal questions": lambda: word(
        "".join(map(_P.format, ("Câu 1. Hỏi?", "A. x", "*B. y")))
    ),
    "word, one long paragraph": lambda: word(_P.format("x" * 49_000_000), 1),
    "word, one letter a run": lambda: word(
        "<w:p>"
        + "<w:r><w:rPr><w:b/></w:rPr><w:t>x</w:t></w:r><w:r><w:t>y</w:t></w:r>" * 9_000
        + "</w:p>"
    ),
    "word, options of many looks": lambda: word(
        _P.format("Câu 1. Hỏi?")
        + "<w:p>"
        + "".join(
            f"<w:r><w:rPr><w:b/></w:rPr><w:t> {chr(65 + at % 26)}. </w:t></w:r>"
            "<w:r><w:t>y</w:t></w:r>"
            for at in range(3_000)
        )
        + "</w:p>",
    ),
    "word, combining marks": lambda: word(_P.format("a" + "\u0323\u0302" * 9_000_000), 1),
    "word, line breaks": lambda: word("<w:p><w:r>" + "<w:br/>" * 6_000_000 + "</w:r></w:p>", 1),
    "word, tabs": lambda: word("<w:p><w:r>" + "<w:tab/>" * 5_000_000 + "</w:r></w:p>", 1),
    "word, tables": lambda: word("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"),
    "word, one wide table": lambda: word(
        "<w:tbl><w:tr>" + ("<w:tc>" + _P.format("1") + "</w:tc>") * 800_000 + "</w:tr></w:tbl>", 1
    ),
    "word, nested tables": lambda: nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 300),
    "word, nested runs": lambda: nested("<w:p><w:r>", "</w:r></w:p>", 100_000),
    "word, nested boxes": lambda: nested(
        "<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>", 300
    ),
    "word, styles": lambda: styled(
        "<w:p><w:pPr><w:pStyle w:val='s99'/></w:pPr><w:r><w:rPr><w:rStyle w:val='s99'/></w:rPr>"
        "<w:t>x</w:t></w:r></w:p>",
        "".join(
            f"<w:style w:styleId='s{at}'><w:basedOn w:val='s{at - 1}'/></w:style>"
            for at in range(40_000)
        ),
    ),
    "word, text of a bomb": lambda: zipped({"[Content_Types].xml": b"", "a": b"0" * 60_000_000}),
    "excel, equal questions": lambda: sheet(row("Hỏi?", "x", "y", "A"), 4_000_000),
    "excel, empty cells": lambda: sheet("<row>" + "<c/>" * 8_000_000 + "</row>", 1),
    "excel, empty rows": lambda: sheet("<row/>"),
    "excel, cells of one row": lambda: sheet("<row>" + "<c><v>1</v></c>" * 3_000_000 + "</row>", 1),
    "excel, attributes": lambda: sheet('<row><c a="" b="" d="" e="" f="" g=""/></row>'),
    "excel, other elements": lambda: workbook("<x/>" * 12_000_000),
    "excel, shared strings": lambda: workbook(HEADING, "<si/>" * 9_000_000),
    "excel, one long string": lambda: workbook(
        HEADING + _SHARED * 4_900, f"<si><t>{'x' * 1_900}</t></si>"
    ),
    "excel, a string too often": lambda: workbook(
        HEADING + _SHARED * 4_900, f"<si><t>{'x' * 1_000_000}</t></si>"
    ),
    "excel, long cells": lambda: sheet(row("x" * 32_000, "x" * 32_000, "y", "A")),
    "excel, nested": lambda: workbook("<x>" * 1_000_000 + "</x>" * 1_000_000),
    "excel, hidden rows": lambda: sheet('<row hidden="1"><c><v>1</v></c></row>', 200_000),
    "excel, formulas": lambda: sheet("<row><c><f>A1</f></c><c><f>A1</f></c></row>", 200_000),
    "excel, bidi signs": lambda: sheet(row(*["\u202e\u0001"[:1]] * 30), 6_000_000),
    "not a package": lambda: b"PK\x03\x04" + b"\x00" * ROOM,
}

FILES = {**TEXTS, **PACKAGES}
"""Kind -> what makes it."""


def name_of(kind: str) -> str:
    """The name under which a kind is uploaded."""
    for word_of_kind, name in (("gift", "đề.gift"), ("word", "đề.docx"), ("excel", "đề.xlsx")):
        if kind.startswith(word_of_kind):
            return name
    return "đề.txt"
