"""What is said about the encoding of a file before its questions are read."""

from dataclasses import dataclass

from question_bank.finding import Finding
from question_bank.formats.decoding import decoded
from question_bank.formats.legacy_files import hidden_in, pieces_of
from question_bank.formats.reading import Report, some
from question_bank.legacy import Proposal, propose

_SURE = 0.9
_OLD = (
    "Văn bản có vẻ được viết bằng bảng mã {name} ({count} chỗ), nên chữ đọc ra bị sai; đề nghị xem "
    "đề xuất chuyển mã và chọn đọc lại theo bảng mã này, hoặc chuyển tệp sang Unicode rồi gửi lại."
)
_WAS_1258 = (
    "Tệp văn bản viết bằng bảng mã Windows-1258 và đã được đổi sang Unicode khi đọc; đề nghị xem "
    "lại các dấu thanh, hoặc lưu lại tệp với bảng mã UTF-8."
)
_HIDDEN = (
    "Đã bỏ hoặc thay {count} ký tự ẩn hoặc giống chữ Đ ({places}); đề nghị xem lại các chỗ này."
)


@dataclass(frozen=True)
class Suspicion:
    """What the encoding gives to say, and the proposal to convert, where there is one."""

    findings: tuple[Finding, ...]
    proposal: Proposal | None


def suspicion_of(data: bytes, format: str, name: str) -> Suspicion:
    """Look at a file's letters. Changes nothing."""
    report = Report(name)
    pieces = pieces_of(data, format)
    proposal = propose(pieces)
    if proposal:
        where = report.place(*filter(None, proposal.places[:1]))
        sentence = _OLD.format(name=proposal.name, count=len(proposal.places))
        (report.blocks if proposal.certainty >= _SURE else report.doubts)(where, sentence)
    elif not data.startswith(b"PK") and decoded(data)[1] == "cp1258":
        report.doubts(report.place(), _WAS_1258)
    count, places = hidden_in(pieces) if not proposal else (0, [])
    if count:
        shown = some([place for place in places if place] or ["nhiều chỗ"])
        report.advises(report.place(), _HIDDEN.format(count=count, places=shown))
    return Suspicion(tuple(report.findings), proposal)
