"""Lay out the law library for its pages."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from question_bank.finding import SEVERITY_TITLES
from question_bank.law import LawText, say_day
from question_bank.law_changes import Affected, Change, Kind
from question_bank.law_units import Unit
from question_bank.question import LegalBasis, Question
from quiz.rules.wording import say_actor, say_count, say_moment
from quiz.stages.laws import About, Comparison, Law, LawFacts, LawReading
from quiz.store.law_uses import BankInUse
from quiz.web.laws.clauses import LAWS_URL, anchor, say_force
from quiz.web.pages.banks import DoubtRow
from quiz.web.pages.common import Link
from quiz.web.pages.laws import (
    AboutFields,
    AffectedBank,
    AffectedPage,
    AffectedRow,
    ArticleView,
    ChangeRow,
    ComparisonView,
    LawPage,
    LawPreviewPage,
    LawRow,
)

UPLOAD_URL = f"{LAWS_URL}/upload"
CONFIRM_URL = f"{LAWS_URL}/confirm"
CLAUSE_URL = f"{LAWS_URL}/clause"
PRINTED = 300
"""Changes, and questions of a bank, that a page prints; the rest is counted."""
_LINKED = 40
KIND_TITLES = {
    Kind.CHANGED: "Sửa",
    Kind.ADDED: "Thêm",
    Kind.REMOVED: "Bỏ",
    Kind.RENUMBERED: "Đổi số thành {}",
}


def law_row(facts: LawFacts) -> LawRow:
    """An edition in the list."""
    return LawRow(
        link=law_link(facts),
        title=facts.title,
        force_text=say_force(facts.since, facts.until),
        articles=say_count(facts.articles),
        imported_text=f"{say_moment(facts.imported_at)}, {say_actor(facts.imported_by)}",
    )


def law_link(facts: LawFacts) -> Link:
    """To the page of an edition."""
    return Link(facts.number, f"{LAWS_URL}/{facts.id}")


def preview_page(
    reading: LawReading,
    source: str,
    given: About,
    known: LawFacts | None,
    compared: Comparison | None,
    seen: str,
    problem: str = "",
) -> LawPreviewPage:
    """What was read, every doubt, and what it would change."""
    text = reading.text
    return LawPreviewPage(
        title="Xem trước văn bản",
        source=source,
        problem=problem,
        known=law_link(known) if known else None,
        tiles=(
            ("Điều", say_count(len(text.articles))),
            ("Khoản, điểm", say_count(sum(bool(u.clause or u.point) for u in text.units))),
            ("Chú thích", say_count(len(text.notes))),
            ("Chỗ cần xem lại", say_count(len(reading.findings))),
        ),
        doubts=tuple(
            DoubtRow(one.level.value, SEVERITY_TITLES[one.level], one.where, one.message)
            for one in reading.findings
        ),
        about=about_fields(given),
        comparison=comparison_view(compared) if compared else None,
        articles=_articles(text, {}),
        text=reading.source,
        seen=seen,
        laws_url=LAWS_URL,
        upload_url=UPLOAD_URL,
        confirm_url=CONFIRM_URL,
    )


def law_page(law: Law, given: About, *, may_write: bool, problem: str = "") -> LawPage:
    """An edition with its articles and the questions that stand on each."""
    facts, url = law.facts, f"{LAWS_URL}/{law.facts.id}"
    about = [
        ("Loại văn bản", facts.kind),
        ("Ngày ban hành", say_day(facts.issued)),
        ("Hiệu lực", say_force(facts.since, facts.until)),
        ("Cũng được dẫn là", facts.also),
        ("Tên bản", facts.name),
        ("Số điều", say_count(facts.articles)),
        ("Nhập lúc", f"{say_moment(facts.imported_at)}, {say_actor(facts.imported_by)}"),
    ]
    return LawPage(
        title=facts.title or facts.number,
        kicker=facts.number,
        facts=tuple((label, said) for label, said in about if said),
        others=tuple(
            Link(f"{one.number}, {say_force(one.since, one.until)}", f"{LAWS_URL}/{one.id}")
            for one in law.others
        ),
        amendments=tuple(
            f"{one.by} sửa đổi {one.document}"
            + (f" từ {say_day(one.since)}" if one.since else "")
            + (f": {'; '.join(one.places)}" if one.places else "")
            for one in law.amendments
        ),
        articles=_articles(law.text, law.questions),
        notes=law.text.notes,
        about=about_fields(given),
        problem=problem,
        revise_url=url if may_write else "",
        revision=str(facts.revision),
        affected_url=f"{url}/affected",
        laws_url=LAWS_URL,
    )


def affected_page(facts: LawFacts, compared: Comparison | None) -> AffectedPage:
    """What an edition changed, and the questions to be read again."""
    return AffectedPage(
        title="Câu hỏi cần đọc lại",
        law=law_link(facts),
        comparison=comparison_view(compared) if compared else None,
        laws_url=LAWS_URL,
    )


def about_fields(given: About) -> AboutFields:
    """What was given, back into its fields."""
    return AboutFields(given.number, given.also, given.name, given.since, given.until)


def comparison_view(compared: Comparison) -> ComparisonView:
    """An edition against the one before it."""
    old = compared.old
    return ComparisonView(
        old=Link(f"{old.number}, {say_force(old.since, old.until)}", f"{LAWS_URL}/{old.id}")
        if old
        else None,
        changes_count=say_count(len(compared.changes)),
        changes=tuple(map(_change_row, compared.changes[:PRINTED])),
        more_changes=max(0, len(compared.changes) - PRINTED),
        banks=tuple(
            _affected_bank(one.bank, one.questions, amending=old is None) for one in compared.banks
        ),
    )


def _affected_bank(bank: BankInUse, found: Sequence[Affected], *, amending: bool) -> AffectedBank:
    return AffectedBank(
        title=bank.title,
        kind_text="Phiên bản đã công bố" if bank.published else "Ngân hàng đang soạn",
        sealed=bank.sealed,
        count=say_count(len({one.question.id for one in found})),
        questions=tuple(
            AffectedRow(
                link=_question_link(bank, one.question),
                stem=one.question.stem,
                basis=str(one.basis),
                note="" if amending else _note(one),
                old=_lines(one.old),
                new=_lines(one.new),
            )
            for one in found[:PRINTED]
        ),
        more=max(0, len(found) - PRINTED),
    )


def _note(one: Affected) -> str:
    if one.now:
        return f"Nội dung cũ nay là {one.now}."
    return "" if one.new else "Văn bản mới không còn chỗ này."


def _change_row(one: Change) -> ChangeRow:
    kind = KIND_TITLES[one.kind].format(one.now)
    return ChangeRow(one.place, kind, _lines(one.old), _lines(one.new))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _question_link(bank: BankInUse, question: Question) -> Link:
    """To the question among its version's, or in the working bank's list."""
    if not bank.published:
        return Link(question.id, f"/workshop/{bank.id}?{urlencode({'q': question.id})}#questions")
    return Link(question.id, f"/banks/{bank.id}?{urlencode({'q': question.id})}#questions")


def _articles(
    text: LawText,
    questions: dict[str, tuple[tuple[BankInUse, Question, LegalBasis], ...]],
) -> tuple[ArticleView, ...]:
    views = []
    for article, units in text.articles.items():
        links = _unique(_question_link(bank, q) for bank, q, _ in questions.get(article, ()))
        views.append(
            ArticleView(
                anchor=anchor(article),
                label=f"Điều {article}",
                title=units[0].title,
                lines=_lines_of(units),
                questions=links[:_LINKED],
                more_questions=max(0, len(links) - _LINKED),
            )
        )
    return tuple(views)


def _unique(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(dict.fromkeys(links))


def _lines_of(units: Sequence[Unit]) -> tuple[str, ...]:
    return tuple(line for unit in units for line in unit.text.split("\n"))
