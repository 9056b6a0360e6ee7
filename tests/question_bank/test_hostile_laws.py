"""Files that are made to keep a reader of laws busy, or broken in any byte: an answer each time."""

import random
import zipfile
from io import BytesIO

import pytest

from question_bank.finding import UnreadableFile
from question_bank.law_reading import read_law, read_law_apart
from question_bank.sandbox import TOO_HARD, UNEXPECTED
from tests.question_bank.law_files import AMENDING, CONSOLIDATED, law_page, law_word

HEAD = "# 1/2020/QH14 | X\nĐiều 1. A\n"
AMENDS = "# 1/2020/QH14 | X\nĐiều 1. Sửa đổi của Luật y số 2/2020/QH14\n"
PLACES = "1. Sửa đổi " + "điểm a, b, c khoản 1, 2 Điều 3, 4, " * 500 + "\n"
TITLES = "".join(f"Điều {n}. Sửa đổi của Luật x{n}\ny\n" for n in range(1, 20_000))
RANGES = "1. Bãi bỏ " + "Điều 1 đến Điều 200, " * 900 + "\n"
OTHERS = "1. Bãi bỏ " + "Điều 1 đến Điều 200 Luật số 1/2010/QH12, " * 450 + "\n"
ENDED = "1. " + "Luật Sân số 1/2010/QH12, " * 700 + "hết hiệu lực\n"
HOSTILE = {
    "one line": b"x " * 2_000_000,
    "brackets": (HEAD + ("[" * 19_000 + "\n") * 200).encode(),
    "days": (("Luật này có hiệu lực " * 800 + "\n") * 100 + HEAD).encode(),
    "places": (AMENDS + PLACES * 150).encode(),
    "ranges": (AMENDS + RANGES * 150).encode(),
    "ranges of other laws": (HEAD + OTHERS * 200).encode(),
    "laws that have ended": (HEAD + ENDED * 200).encode(),
    "quotations that never end": (HEAD + "“1. x như sau: “\n" * 100_000).encode(),
    "headings": (HEAD + "Chương I\nX\n" * 55_000 + "Điều 2. B\ny\n").encode(),
    "amending titles": TITLES.encode(),
    "tags that never end": b"<html><body>" + b"<" * 4_000_000,
    "attributes that never end": b"<html><p " + b"a='" * 1_000_000,
    "comments that never end": b"<html>" + b"<!--" * 1_000_000,
    "scripts that never end": b"<html>" + b"<script>" * 500_000,
    "silence": b"<html>" + b"<svg>" * 900_000,
}


READ = "read"


def answer(data: bytes) -> str:
    """That units were read, or the sentence of the refusal."""
    try:
        found = read_law_apart(data, "luat")
    except UnreadableFile as error:
        return str(error)
    return READ if found.text.units else ""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_read_or_refused_within_the_childs_limits(name: str) -> None:
    said = answer(HOSTILE[name])
    assert said not in {TOO_HARD, UNEXPECTED}
    assert said == READ or "đề nghị" in said


def test_a_word_file_with_elements_in_elements_without_end_is_refused() -> None:
    deep = "<w:sdt>" * 50_000 + "</w:sdt>" * 50_000
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(law_word())) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            body = f"<w:document {space}><w:body>{deep}</w:body></w:document>".encode()
            new.writestr(name, body if name == "word/document.xml" else old.read(name))
    with pytest.raises(UnreadableFile, match="đề nghị"):
        read_law(content.getvalue(), "luat.docx")


@pytest.mark.parametrize(
    "data", [law_word(CONSOLIDATED), law_page(CONSOLIDATED), AMENDING.encode()]
)
def test_a_file_with_any_bytes_broken_is_read_or_refused(data: bytes) -> None:
    chance = random.Random(4)
    answers = set()
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 30)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            answers.add(bool(read_law(bytes(broken), "luat").text.units))
        except UnreadableFile as error:
            answers.add(bool(str(error)))
    assert answers == {True}
