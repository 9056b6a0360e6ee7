"""Judging a bank by the law library: does every legal basis name words that were in force.

The library never blocks a bank: its texts were read from files too, and a fault in one of them must
not keep a round from having its questions.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from question_bank.bank import Bank
from question_bank.checking import Checked, Doubt
from question_bank.finding import Finding, Severity
from question_bank.law import Library, document_key, say_day, words
from question_bank.law_beside import beside, say_on
from question_bank.question import LegalBasis

_SHOWN = 5
_WHOLE = "toàn bộ ngân hàng"


@dataclass(frozen=True, slots=True)
class LawDoubts:
    """What speaks against using a bank on some days: how many questions stand on words that are
    not there, not in force or not what they were, by ISO day; `missing` says which documents could
    not be looked up. `digest` names all of it with every question, "" where there is nothing.
    """

    days: tuple[tuple[str, int], ...] = ()
    missing: str = ""
    digest: str = ""


def doubts_on(bank: Bank, library: Library, days: Iterable[str]) -> LawDoubts:
    """The library's doubts on these ISO days, without its advice on later ones. A library without
    texts doubts nothing.
    """
    if not library.editions:
        return LawDoubts()
    found = {day: judge(bank, library, day) for day in days}
    doubtful = {
        day: sorted((one.where, one.message) for one in told if one.level is Severity.DOUBTFUL)
        for day, told in found.items()
    }
    missing = next((one.message for told in found.values() for one in told if _is_gap(one)), "")
    if not missing and not any(doubtful.values()):
        return LawDoubts()
    canonical = json.dumps([doubtful, missing], ensure_ascii=False, sort_keys=True)
    return LawDoubts(
        tuple((day, len({where for where, _ in told})) for day, told in doubtful.items() if told),
        missing,
        hashlib.sha256(canonical.encode()).hexdigest()[:16],
    )


def _is_gap(one: Finding) -> bool:
    return one.where == _WHOLE


def judge(bank: Bank, library: Library, day: str = "") -> list[Finding]:
    """What the library says against the legal bases of a bank on the ISO day, else on the bank's
    own day. A document that the library does not hold is named once.
    """
    findings: list[Finding] = []
    missing: dict[str, str] = {}
    told: dict[LegalBasis, tuple[tuple[Severity, str], ...]] = {}
    asked = day or bank.as_of
    for question in bank:
        for basis in question.legal_basis:
            if not library.of(basis.document):
                missing.setdefault(document_key(basis.document), basis.document)
                continue
            if basis not in told:  # many questions stand on one clause
                told[basis] = tuple(_objections(basis, library, asked, bank.as_of))
            where = f"câu {question.id}"
            findings += [Finding(level, where, sentence) for level, sentence in told[basis]]
    if missing:
        named = list(missing.values())
        more = f" và {len(named) - _SHOWN} văn bản khác" if len(named) > _SHOWN else ""
        sentence = (
            f"Thư viện chưa có {', '.join(named[:_SHOWN])}{more} nên chưa đối chiếu được các căn "
            "cứ này; đề nghị nhập văn bản vào thư viện."
        )
        findings.append(Finding(Severity.ADVICE, _WHOLE, sentence))
    return findings


def with_laws(checked: Checked, library: Library, day: str = "") -> Checked:
    """The same reading with the library's doubts among the others, at the questions' places."""
    indices = {f"câu {question.id}": index for index, question in enumerate(checked.bank)}
    doubts = list(checked.doubts)
    for finding in judge(checked.bank, library, day):
        about = indices.get(finding.where)
        if about is not None and about < len(checked.places):
            finding = replace(finding, where=f"{checked.places[about]}, {finding.where}")
        doubts.append(Doubt(finding, about))
    gravity = list(Severity)
    doubts.sort(key=lambda doubt: gravity.index(doubt.finding.level))
    return replace(checked, doubts=tuple(doubts))


def _objections(
    basis: LegalBasis, library: Library, day: str, as_of: str
) -> Iterator[tuple[Severity, str]]:
    """At most one sentence that is doubtful, or one of advice."""
    said = beside(basis, library, day)
    if said.problem:
        yield Severity.DOUBTFUL, said.problem
        return
    found = said.words
    before = library.resolve(basis, as_of) if as_of and as_of != day else found
    if before is not None and before != found and words(before) != words(found):
        yield (
            Severity.DOUBTFUL,
            f"Nội dung của “{basis}” {say_on(day)} khác với ngày {say_day(as_of)} của ngân hàng; "
            "đề nghị đọc lại câu hỏi và đáp án theo nội dung mới.",
        )
    elif by := _amended(basis, library, day):
        yield (
            Severity.DOUBTFUL,
            f"Căn cứ “{basis}” đã được {by} sửa đổi nhưng thư viện chưa có nội dung mới; đề nghị "
            "nhập văn bản hợp nhất rồi đọc lại câu hỏi.",
        )
    elif later := _changed_later(basis, found, library, day):
        yield (
            Severity.ADVICE,
            f"Nội dung của “{basis}” thay đổi từ ngày {say_day(later)}; đề nghị không dùng câu "
            "hỏi cho vòng thi từ ngày đó trở đi trước khi đọc lại.",
        )


def _amended(basis: LegalBasis, library: Library, day: str) -> str:
    """Who changed the place until that day, after the newest text of it that the library has."""
    newest = max((one.since for one in library.of(basis.document) if one.in_force(day)), default="")
    return next(
        (
            one.by
            for one in library.amendments
            if one.since and newest < one.since and (not day or one.since <= day)
            if one.touches(basis)
        ),
        "",
    )


def _changed_later(basis: LegalBasis, found: str, library: Library, day: str) -> str:
    """The first later day on which the place reads otherwise, "" for none."""
    if not day:
        return ""
    for edition in library.of(basis.document):
        if edition.since > day:
            now = edition.text.find(basis.article, basis.clause, basis.point)
            if now is None or (now != found and words(now) != words(found)):
                return edition.since
    return ""
