"""Every file format in which a question bank is read and written, in one register."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from question_bank.bank import Bank
from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import ods, xls
from question_bank.formats.aiken import read_aiken, write_aiken
from question_bank.formats.csv_sheets import read_csv
from question_bank.formats.decoding import decoded
from question_bank.formats.detect import TOO_LARGE, format_of
from question_bank.formats.excel import read_excel, write_excel
from question_bank.formats.gift import read_gift
from question_bank.formats.gift_writer import write_gift
from question_bank.formats.grids import Grid, as_xlsx
from question_bank.formats.key_files import KeyFile
from question_bank.formats.key_joining import with_keys
from question_bank.formats.legacy_files import converted
from question_bank.formats.legacy_findings import suspicion_of
from question_bank.formats.limits import LIMITS
from question_bank.formats.losses import losses
from question_bank.formats.moodle import read_moodle
from question_bank.formats.moodle_writer import write_moodle
from question_bank.formats.native import read_folder, read_text, write_native
from question_bank.formats.package import open_package
from question_bank.formats.qti import read_qti
from question_bank.formats.qti_names import VERSIONS
from question_bank.formats.qti_writer import writer
from question_bank.formats.reading import Reading
from question_bank.formats.word import read_word
from question_bank.formats.word_writer import write_word

__all__ = [
    "LIMITS",
    "READERS",
    "WRITERS",
    "KeyFile",
    "Reading",
    "UnreadableFile",
    "losses",
    "read",
    "with_keys",
    "write",
]

READERS: dict[str, Callable[[bytes, str], Reading]] = {
    "native": read_text,
    "docx": read_word,
    "xlsx": read_excel,
    "csv": read_csv,
    "gift": read_gift,
    "aiken": read_aiken,
    "moodle": read_moodle,
    "qti": read_qti,
}
OLDER: dict[str, Callable[[bytes], list[Grid]]] = {"xls": xls.read_grids, "ods": ods.read_grids}
"""Workbooks that are rewritten as .xlsx first, so that one reader judges all."""
WRITERS: dict[str, Callable[[Bank], bytes]] = {
    "native": write_native,
    "docx": write_word,
    "xlsx": write_excel,
    "gift": write_gift,
    "aiken": write_aiken,
    "moodle": write_moodle,
    **{name: writer(name) for name in VERSIONS},
}


def read(data: bytes | Path, name: str = "", legacy: str = "") -> Reading:
    """The bank in a file's bytes, in a file, or in a folder with `bank.toml`.

    The content decides the format. UnreadableFile, with a Vietnamese sentence that names the
    remedy, where nothing can be read. `legacy`, a name of `legacy.ENCODINGS`, converts the text
    first; without it the text stays as it is, and a finding with a proposal says what is wrong.
    """
    if isinstance(data, Path):
        if data.is_dir():
            return read_folder(data)
        if not data.is_file():
            raise UnreadableFile(f"Không có tệp “{data.name}”; đề nghị kiểm tra lại tên tệp.")
        if data.stat().st_size > LIMITS.file_bytes:
            raise UnreadableFile(TOO_LARGE)
        return read(data.read_bytes(), name or data.name, legacy)
    try:
        return _read(data, name, legacy)
    finally:
        open_package.cache_clear()
        decoded.cache_clear()


def _read(data: bytes, name: str, legacy: str) -> Reading:
    format_ = format_of(data, name)
    if format_ in OLDER:
        data, format_ = as_xlsx(OLDER[format_](data)), "xlsx"
    if legacy:
        return READERS[format_](converted(data, format_, legacy), name)
    suspicion = suspicion_of(data, format_, name)
    try:
        reading = READERS[format_](data, name)
    except UnreadableFile:
        if not suspicion.proposal:
            raise
        # Headings and numbers may be unreadable only because of the encoding.
        blocks = tuple(replace(one, level=Severity.BLOCKS) for one in suspicion.findings)
        return Reading(Bank("", (), ()), blocks, (), suspicion.proposal)
    findings = (*suspicion.findings, *reading.findings)
    return replace(reading, findings=findings, proposal=suspicion.proposal)


def write(bank: Bank, format: str) -> bytes:
    """The bank in a format of `WRITERS`. KeyError for any other name."""
    return WRITERS[format](bank)
