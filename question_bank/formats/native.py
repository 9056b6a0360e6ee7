"""The native format: a text that a person can write, with a TOML header (docs/native-format.md)."""

import datetime
import json
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from question_bank.bank import Bank, Topic
from question_bank.finding import UnreadableFile
from question_bank.formats.decoding import decoded
from question_bank.formats.draft import Draft, Topics, assemble
from question_bank.formats.key_notes import trailing_key
from question_bank.formats.keys import key_text
from question_bank.formats.limits import LIMITS
from question_bank.formats.lines import drafts_of, text_lines
from question_bank.formats.naming import names_all_others, names_letters, noted
from question_bank.formats.reading import Reading, Report, shorten
from question_bank.formats.tokens import Kind, Line, plain, token
from question_bank.question import LEVEL_TITLES, OPTION_LETTERS, Question, letter_of
from question_bank.vietnamese import clean, squeeze

_HEADER = re.compile(r"\s*\+\+\+[ \t]*\n(?P<toml>.*?)^\+\+\+[ \t]*$", re.DOTALL | re.MULTILINE)
_BAD_HEADER = "Phần đầu tệp (giữa hai dòng +++) sai cú pháp TOML ({}); đề nghị sửa lại."

_LONG_HEADER = (
    f"Phần đầu tệp dài quá {LIMITS.header_bytes // 1000} KB; đề nghị chỉ ghi tên ngân hàng và các "
    "chuyên đề."
)
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_INSIDE = re.compile(rf"[{OPTION_LETTERS}Đ]\s*[.)/]")
"""What would open an option in the middle of a line."""
_LONGEST_DAY = 40
_DEEPEST_KEY = 300  # dots and brackets of one line: each is a table within a table
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def decode(data: bytes) -> str:
    """The text of a file, whatever `decoding` knows. UnreadableFile for anything else."""
    return decoded(data)[0]


def read_text(data: bytes, name: str = "") -> Reading:
    """A single file, or pasted text, with or without a header."""
    return read_native(decode(data), name)


def read_native(text: str, name: str = "") -> Reading:
    """The bank that a text says. UnreadableFile where it holds no question."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    report, header = Report(name), {}
    if found := _HEADER.match(text):
        header = _toml(found["toml"])
        text = "\n" * found[0].count("\n") + text[found.end() :]
    topics = Topics(_topics(header))
    drafts = drafts_of(text_lines(text, report), report, topics, ours=bool(found))
    return _assemble(drafts, report, header, topics, Path(name).stem)


def read_folder(folder: Path) -> Reading:
    """A folder with `bank.toml` and a text file for each topic."""
    header = _toml(decode(_bytes(folder / "bank.toml")))
    topics = Topics(_topics(header))
    report = Report("")
    drafts: list[Draft] = []
    for entry in _entries(header):
        file = str(entry.get("file", ""))
        path = folder / file
        if not file or Path(file).name != file or not path.is_file():
            raise UnreadableFile(
                f"Thư mục không có tệp “{file}” của chuyên đề “{entry.get('title', '')}”; "
                "đề nghị bổ sung tệp hoặc sửa bank.toml."
            )
        one = Report(file)
        text = decode(_bytes(path)).replace("\r\n", "\n").replace("\r", "\n")
        drafts += drafts_of(text_lines(text, one), one, topics, str(entry["id"]), ours=True)
        report.findings += one.findings
    return _assemble(drafts, report, header, topics, folder.name)


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > LIMITS.file_bytes:
        raise UnreadableFile(f"Tệp “{path.name}” lớn quá 5 MB; đề nghị chia thành nhiều tệp.")
    return path.read_bytes()


def _toml(text: str) -> dict[str, Any]:
    if len(text.encode("utf-8", "surrogatepass")) > LIMITS.header_bytes:
        raise UnreadableFile(_LONG_HEADER)
    if any(line.count(".") + line.count("[") > _DEEPEST_KEY for line in text.split("\n")):
        raise UnreadableFile(_BAD_HEADER.format("quá sâu"))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(_BAD_HEADER.format(shorten(str(error)))) from error
    except (ValueError, RecursionError) as error:  # a number too long, brackets too deep
        raise UnreadableFile(_BAD_HEADER.format("quá sâu hoặc có số quá dài")) from error


def _entries(header: dict[str, Any]) -> list[dict[str, Any]]:
    entries = header.get("topics", [])
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and entry.get("id") and entry.get("title") for entry in entries
    ):
        raise UnreadableFile(_BAD_HEADER.format("[[topics]] cần có id và title"))
    for entry in entries:
        if not _IDENTIFIER.fullmatch(str(entry["id"])):
            raise UnreadableFile(
                _BAD_HEADER.format(
                    "id của chuyên đề chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch "
                    "dưới, tối đa 64 ký tự"
                )
            )
    return entries


def _topics(header: dict[str, Any]) -> list[Topic]:
    return [Topic(str(e["id"]), squeeze(str(e["title"]))) for e in _entries(header)]


def _assemble(
    drafts: list[Draft],
    report: Report,
    header: dict[str, Any],
    topics: Topics,
    fallback: str,
) -> Reading:
    day, language = header.get("as_of", ""), str(header.get("language", "vi"))
    as_of = day.isoformat() if isinstance(day, datetime.date) else clean(str(day))[0]
    if len(as_of) > _LONGEST_DAY:
        raise UnreadableFile(_BAD_HEADER.format("as_of là một ngày, ví dụ 2021-05-23"))
    if not _LANGUAGE.fullmatch(language):
        raise UnreadableFile(_BAD_HEADER.format("language là một mã, ví dụ vi"))
    return assemble(
        drafts,
        report,
        title=squeeze(str(header.get("title", fallback))),
        topics=topics,
        as_of=as_of,
        language=language,
    )


def write_native(bank: Bank) -> bytes:
    """The bank as one file in canonical form: reading it gives the same bank back."""
    lines = ["+++", f"title = {_string(bank.title)}"]
    if bank.as_of:
        lines.append(f"as_of = {_date(bank.as_of)}")
    lines.append(f"language = {_string(bank.language)}")
    for topic in bank.topics:
        lines += [
            "",
            "[[topics]]",
            f"id = {_string(topic.id)}",
            f"title = {_string(topic.title)}",
        ]
    lines += ["+++"]
    topics, current = Topics(bank.topics), ""
    for number, question in enumerate(bank, 1):
        lines.append("")
        if question.topic != current:
            current = question.topic
            name = topics.name(current)
            lines += [f"# {name if plain(name) == name else current}", ""]
        lines += _starred(question, number)
    return "\n".join([*lines, ""]).encode()


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _date(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return _string(text)


def question_lines(question: Question, number: int, *, stars: bool = True) -> list[str]:
    """A question as the grammar reads it, its key as `*` or as a line `Đáp án: …`."""
    lines = _text(f"Câu {number}. ", question.stem)
    for index, option in enumerate(question.options):
        star = "*" if stars and index in question.key else ""
        pin = " {cố định}" if option.pinned else ""
        if not pin and index == len(question.options) - 1 and names_all_others(option.text):
            pin = " {không cố định}"
        lines += _text(f"{star}{letter_of(index)}. ", option.text, pin)
    if not stars and question.key:
        texts = [option.text for option in question.options]
        lines.append(f"Đáp án: {key_text(question.key, texts)}")
    lines += [f"Mã: {question.id}", f"Mức độ: {LEVEL_TITLES[question.level]}"]
    if question.legal_basis:
        lines.append("Căn cứ: " + "; ".join(map(str, question.legal_basis)))
    if question.explanation:
        lines += _text("Giải thích: ", question.explanation)
    if not question.shuffle:
        lines.append("Trộn phương án: không")
    elif any(names_letters(option.text) for option in question.options):
        lines.append("Trộn phương án: có")
    return lines


@lru_cache(maxsize=LIMITS.questions)
def _starred(question: Question, number: int) -> tuple[str, ...]:
    """A bank is written before and after a change, and most of its questions are the same."""
    return tuple(question_lines(question, number))


def _text(marker: str, text: str, end: str = "") -> list[str]:
    """A text after its marker, its further lines below; a backslash where it could be misread."""
    first, *others = text.split("\n")
    lines = [marker + (first if _safe(first, marker) else escaped(first))]
    lines += [other if _safe(other) else escaped(other) for other in others]
    lines[-1] += end
    return lines


def escaped(text: str) -> str:
    """The line as plain text, whatever it looks like."""
    return f"\\{text}\\" if text.endswith(("}", "\\")) else f"\\{text}"


@lru_cache(maxsize=1 << 12)
def _look(marker: str) -> tuple[Kind, int, bool]:
    seen = token(Line(0, marker + "x"))
    return seen.kind, seen.start, seen.star


def _safe(text: str, marker: str = "") -> bool:
    """Whether a line is read as it stands. Options go on only where a line begins in lower
    case, so that nobody has to be asked.
    """
    if text.startswith("\\") or text.endswith(("}", "\\")):
        return False
    if noted(text)[1] is not None or trailing_key(marker + text):
        return False
    seen = token(Line(0, marker + text))
    if not marker:
        return seen.kind is Kind.TEXT and text[:1].islower()
    inside = _INSIDE.search(text)
    return (seen.kind, seen.start, seen.star) == _look(marker) and not inside
