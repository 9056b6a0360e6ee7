"""What a legal basis says on a day, for showing it beside a question, or why it says nothing."""

from dataclasses import dataclass

from question_bank.law import Edition, LawText, Library, is_repealed, say_day
from question_bank.question import LegalBasis


@dataclass(frozen=True, slots=True)
class Beside:
    """The words of a basis with its article's title and the edition that they stand in; `problem`
    is the sentence that says why it is no good basis on that day, "" where it is one. Words may be
    empty, of a repealed clause they are the note that says so.
    """

    basis: LegalBasis
    words: str
    title: str
    edition: Edition | None
    problem: str = ""


def beside(basis: LegalBasis, library: Library, day: str) -> Beside:
    """What the edition in force on the ISO day says ("" for the law without an end)."""
    held = [one for one in library.of(basis.document) if one.in_force(day)]
    if not held:
        return Beside(basis, "", "", None, _say_absent(basis, library, day))
    text = held[-1].text
    units = text.articles.get(basis.article, ())
    title = units[0].title if units else ""
    words = text.find(basis.article, basis.clause, basis.point) or ""
    problem = ""
    if not words:
        problem = _say_missing(basis, text, day)
    elif is_repealed(words):
        problem = (
            f"Căn cứ “{basis}” không còn hiệu lực {say_on(day)}: văn bản ghi chỗ này đã được bãi "
            "bỏ; đề nghị thay căn cứ hoặc bỏ câu hỏi."
        )
    return Beside(basis, words, title, held[-1], problem)


def say_on(day: str) -> str:
    """`vào ngày 23/5/2021`, or now."""
    return f"vào ngày {say_day(day)}" if day else "hiện nay"


def _say_absent(basis: LegalBasis, library: Library, day: str) -> str:
    editions = library.of(basis.document)
    if not editions:
        return (
            f"Thư viện chưa có {basis.document}; đề nghị nhập văn bản vào thư viện, hoặc đối chiếu "
            "với bản giấy."
        )
    force = "; ".join(map(_say_force, editions))
    return (
        f"Căn cứ “{basis}” không có hiệu lực {say_on(day)} ({force}); đề nghị thay bằng văn bản "
        "đang có hiệu lực hoặc bỏ câu hỏi."
    )


def _say_missing(basis: LegalBasis, text: LawText, day: str) -> str:
    clauses = text.clauses_with(basis.article, basis.point or "")
    if basis.point and not basis.clause and len(clauses) > 1:
        named = ", ".join(filter(None, clauses))
        return (
            f"Căn cứ “{basis}” chưa rõ khoản: Điều {basis.article} có điểm {basis.point} ở các "
            f"khoản {named}; đề nghị ghi thêm số khoản."
        )
    return (
        f"Căn cứ “{basis}” không có trong văn bản có hiệu lực {say_on(day)}; đề nghị kiểm tra lại "
        "số điều, khoản, điểm."
    )


def _say_force(edition: Edition) -> str:
    since = (
        f"có hiệu lực từ {say_day(edition.since)}" if edition.since else "không rõ ngày có hiệu lực"
    )
    return f"{since} đến trước {say_day(edition.until)}" if edition.until else since
