"""Lay out banks for their pages: what was read, what is doubtful, what was published."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from question_bank.bank import Bank, Difference
from question_bank.formats import WRITERS, losses
from question_bank.law import say_day
from question_bank.question import LEVEL_TITLES, LegalBasis, Level, Question, letter_of
from quiz.rules.draft import say_short
from quiz.rules.wording import UNAPPROVED, say_actor, say_count, say_moment
from quiz.stages.author import Coverage, Facts, Version
from quiz.stages.laws import Clause
from quiz.web.laws.clauses import resolved
from quiz.web.pages.banks import (
    BankOption,
    BankQuestion,
    Counts,
    CoverageRow,
    VersionPage,
    VersionRow,
)
from quiz.web.pages.common import Link, make_pager

BANKS_URL = "/banks"
UPLOAD_URL = "/banks/upload"
TEMPLATE_URL = "/banks/template.xlsx"
PAGE_SIZE = 20
_LISTED = 30

_EXPORTS = {"docx": "Word (.docx)", "xlsx": "Excel (.xlsx)", "native": "Văn bản (.txt)"}
_EXPORTS |= {"gift": "GIFT (.gift)", "moodle": "Moodle XML (.xml)", "aiken": "Aiken (.txt)"}
_EXPORTS |= {"qti21": "QTI 2.1 (.zip)", "qti22": "QTI 2.2 (.zip)", "qti30": "QTI 3.0 (.zip)"}
"""What the formats are called; one that is not named here is called by its name."""
_SUFFIXES = {"native": "txt", "moodle": "xml", "aiken": "txt"}
_SUFFIXES |= dict.fromkeys(("qti21", "qti22", "qti30"), "zip")
"""How a format's files end, where not in its name."""


def version_row(facts: Facts) -> VersionRow:
    """A version in the list."""
    return VersionRow(
        link=Link(facts.title, f"{BANKS_URL}/{facts.id}"),
        digest=facts.digest[:12],
        questions=say_count(facts.question_count),
        published_text=say_moment(facts.published_at),
        published_by=say_actor(facts.published_by),
        unapproved="" if facts.approved else UNAPPROVED,
    )


def version_page(
    version: Version,
    found: Sequence[tuple[int, Question]],
    page: int,
    query: str,
    clauses: Callable[[Sequence[LegalBasis]], Sequence[Clause]],
) -> VersionPage:
    """A published version and the page of `found` that was asked for; `clauses` looks legal bases
    up.
    """
    facts, bank = version.facts, version.bank
    url = f"{BANKS_URL}/{facts.id}"
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(page, pages)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    pager = make_pager(url, page, pages, len(found), query)
    about = [
        ("Số câu hỏi", say_count(facts.question_count)),
        ("Mã phiên bản", facts.digest[:12]),
        ("Công bố lúc", say_moment(facts.published_at)),
        ("Người công bố", say_actor(facts.published_by)),
    ]
    if bank.as_of:
        about.append(("Theo pháp luật tại ngày", say_day(bank.as_of)))
    previous = version.previous
    return VersionPage(
        title=facts.title,
        banks_url=BANKS_URL,
        facts=tuple(about),
        exports=tuple(
            Link(_EXPORTS.get(name, name), f"{url}/export?format={name}")
            for name in dict.fromkeys((*_EXPORTS, *WRITERS))
        ),
        losses=tuple(finding.message for name in WRITERS for finding in losses(bank, name)),
        goes_on_url=f"/workshop/from/{facts.id}",
        unapproved="" if facts.approved else UNAPPROVED,
        compare_url=_compare_url(facts, previous),
        previous=Link(
            f"{previous.title}, {say_moment(previous.published_at)}", f"{BANKS_URL}/{previous.id}"
        )
        if previous
        else None,
        changes=_changes(version.changes) if version.changes else (),
        counts=counts_of(bank),
        coverage=tuple(_coverage_row(one, bank) for one in version.coverage),
        questions=_with_clauses(
            [question_card(number, question, bank) for number, question in shown],
            clauses([basis for _, question in shown for basis in question.legal_basis]),
        ),
        pager=replace(
            pager,
            previous_url=pager.previous_url and f"{pager.previous_url}#questions",
            next_url=pager.next_url and f"{pager.next_url}#questions",
        ),
        query=query,
        search_url=f"{url}#questions",
    )


def _compare_url(facts: Facts, previous: Facts | None) -> str:
    """Both beside each other; where there is none before, the form with this one chosen."""
    chosen = {"old": previous.id, "new": facts.id} if previous else {"new": facts.id}
    return f"/workshop/compare?{urlencode(chosen)}"


def _with_clauses(
    cards: Sequence[BankQuestion], clauses: Sequence[Clause]
) -> tuple[BankQuestion, ...]:
    """The cards with the words of their bases, as far as the law library has them."""
    views = {view.basis: view for view in resolved(clauses)}
    return tuple(
        replace(card, clauses=tuple(views[one] for one in card.bases if one in views))
        for card in cards
    )


def suffix_of(format_: str) -> str:
    """How a file of this format ends."""
    return _SUFFIXES.get(format_, format_)


def counts_of(bank: Bank) -> Counts:
    """Questions by topic and level, with sums."""
    counts = bank.counts()
    rows = []
    for topic in bank.topics:
        cells = [counts[topic.id, level] for level in Level]
        rows.append((topic.title, *map(say_count, [*cells, sum(cells)])))
    sums = [sum(counts[topic.id, level] for topic in bank.topics) for level in Level]
    rows.append(("Cộng", *map(say_count, [*sums, sum(sums)])))
    return Counts(
        ("Chuyên đề", *(LEVEL_TITLES[level].capitalize() for level in Level), "Cộng"), tuple(rows)
    )


def question_card(
    number: int,
    question: Question,
    bank: Bank,
) -> BankQuestion:
    """A question with its key."""
    notes = []
    if question.several:
        notes.append("Nhiều phương án đúng")
    if not question.shuffle:
        notes.append("Không trộn phương án")
    return BankQuestion(
        number=number,
        anchor=f"cau-{number}",
        id=question.id,
        stem=question.stem,
        options=tuple(
            BankOption(letter_of(index), option.text, index in question.key, option.pinned)
            for index, option in enumerate(question.options)
        ),
        topic=bank.topic_titles.get(question.topic, question.topic),
        hardness=LEVEL_TITLES[question.level],
        bases=tuple(map(str, question.legal_basis)),
        explanation=question.explanation,
        notes=tuple(notes),
    )


def _changes(changes: Difference) -> tuple[tuple[str, str], ...]:
    named = (
        ("Thêm", changes.added),
        ("Bỏ", changes.removed),
        ("Sửa", changes.changed),
    )
    return tuple((f"{label} {say_count(len(ids))} câu", _some(ids)) for label, ids in named)


def _some(ids: Sequence[str]) -> str:
    more = len(ids) - _LISTED
    return ", ".join(ids[:_LISTED]) + (f" và {say_count(more)} câu khác" if more > 0 else "")


def _coverage_row(coverage: Coverage, bank: Bank) -> CoverageRow:
    lacks = [say_short(gap, bank) for gap in coverage.short]
    return CoverageRow(
        contest=coverage.contest,
        questions=say_count(coverage.question_count),
        enough=not lacks,
        text="Đủ câu hỏi cho ma trận đề" if not lacks else "Thiếu: " + "; ".join(lacks),
    )
