"""Lay out banks for their pages: what was read, what is doubtful, what was published."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from question_bank.bank import Bank, Difference
from question_bank.finding import Finding, Severity
from question_bank.formats import WRITERS
from question_bank.law import say_day
from question_bank.question import LEVEL_TITLES, LegalBasis, Level, Question
from quiz.rules.draft import say_short
from quiz.rules.wording import say_actor, say_count, say_moment
from quiz.stages.author import Checked, Coverage, Doubt, Facts, Version
from quiz.stages.laws import Clause
from quiz.web.laws.clauses import resolved
from quiz.web.pages.banks import (
    BankOption,
    BankQuestion,
    Counts,
    CoverageRow,
    DoubtRow,
    PreviewPage,
    VersionPage,
    VersionRow,
)
from quiz.web.pages.common import Link, make_pager

BANKS_URL = "/banks"
UPLOAD_URL = "/banks/upload"
CONFIRM_URL = "/banks/confirm"
TEMPLATE_URL = "/banks/template.xlsx"
PAGE_SIZE = 20
PREVIEWED = 1_000
"""Questions and findings that a preview prints; the rest is counted and stays in the text."""
_LINKED = 12
_LISTED = 30

SEVERITY_TITLES = {
    Severity.BLOCKS: "Phải sửa",
    Severity.DOUBTFUL: "Cần xem lại",
    Severity.ADVICE: "Gợi ý",
}
_EXPORTS = {"docx": "Word (.docx)", "xlsx": "Excel (.xlsx)", "native": "Văn bản (.txt)"}
_EXPORTS |= {"gift": "GIFT (.gift)"}
_EXPORTS |= {"qti21": "QTI 2.1 (.zip)", "qti22": "QTI 2.2 (.zip)", "qti30": "QTI 3.0 (.zip)"}
"""What the formats are called; one that is not named here is called by its name."""
_SUFFIXES = {"native": "txt", "qti21": "zip", "qti22": "zip", "qti30": "zip"}
"""How a format's files end, where not in its name."""


def version_row(facts: Facts) -> VersionRow:
    """A version in the list."""
    return VersionRow(
        link=Link(facts.title, f"{BANKS_URL}/{facts.id}"),
        digest=facts.digest[:12],
        questions=say_count(facts.question_count),
        published_text=say_moment(facts.published_at),
        published_by=say_actor(facts.published_by),
    )


def preview_page(checked: Checked, name: str, problem: str = "") -> PreviewPage:
    """What was read, with the doubts beside the questions that they are about."""
    bank = checked.bank
    grave = [doubt for doubt in checked.doubts if doubt.finding.level is not Severity.ADVICE]
    by_question: dict[int, list[Doubt]] = defaultdict(list)
    for doubt in grave:
        if doubt.question is not None:
            by_question[doubt.question].append(doubt)
    shown = tuple(
        question_card(number, question, bank, checked.places, by_question[number - 1])
        for number, question in enumerate(bank.questions[:PREVIEWED], 1)
    )
    tiles = [("Câu hỏi đọc được", say_count(len(bank)))]
    tiles += [
        (SEVERITY_TITLES[severity], say_count(checked.count(severity))) for severity in Severity
    ]
    return PreviewPage(
        title="Xem trước ngân hàng câu hỏi",
        source=name,
        blocked=checked.blocked,
        problem=problem,
        tiles=tuple(tiles),
        counts=counts_of(bank),
        doubts=tuple(_doubt_row(doubt) for doubt in grave[:PREVIEWED]),
        more_doubts=max(0, len(grave) - PREVIEWED),
        advice=_advice(checked.doubts),
        questions=shown,
        more_questions=len(bank) - len(shown),
        bank_title=bank.title,
        text=checked.text,
        seen=checked.seen,
        check_url=UPLOAD_URL,
        confirm_url=CONFIRM_URL,
        upload_url=UPLOAD_URL,
        banks_url=BANKS_URL,
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
        goes_on_url=f"/workshop/from/{facts.id}",
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
    places: Sequence[str] = (),
    doubts: Sequence[Doubt] = (),
) -> BankQuestion:
    """A question with its key, and the doubts about it."""
    notes = []
    if question.several:
        notes.append("Nhiều phương án đúng")
    if not question.shuffle:
        notes.append("Không trộn phương án")
    return BankQuestion(
        number=number,
        anchor=f"cau-{number}",
        id=question.id,
        place=places[number - 1] if number <= len(places) else "",
        stem=question.stem,
        options=tuple(
            BankOption(_letter(index), option.text, index in question.key, option.pinned)
            for index, option in enumerate(question.options)
        ),
        topic=bank.topic_titles.get(question.topic, question.topic),
        hardness=LEVEL_TITLES[question.level],
        bases=tuple(map(str, question.legal_basis)),
        explanation=question.explanation,
        notes=tuple(notes),
        doubts=tuple(_doubt_row(doubt) for doubt in doubts),
        level=doubts[0].finding.level.value if doubts else "",
    )


def _letter(index: int) -> str:
    return chr(ord("A") + index) if index < 26 else str(index + 1)


def _doubt_row(doubt: Doubt) -> DoubtRow:
    about = () if doubt.question is None else _links([doubt.question])
    return _row(doubt.finding, doubt.line, about)


def _row(
    finding: Finding, line: str = "", questions: tuple[Link, ...] = (), count: int = 1
) -> DoubtRow:
    return DoubtRow(
        level=finding.level.value,
        level_text=SEVERITY_TITLES[finding.level],
        where=finding.where,
        message=finding.message,
        line=line if len(line) <= 300 else line[:299] + "…",
        questions=questions,
        count=count,
    )


def _links(questions: Iterable[int]) -> tuple[Link, ...]:
    return tuple(Link(f"Câu {index + 1}", f"#cau-{index + 1}") for index in questions)


def _advice(doubts: Iterable[Doubt]) -> tuple[DoubtRow, ...]:
    """Advice, the same sentence to several questions said once."""
    groups: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        if doubt.finding.level is Severity.ADVICE:
            groups[doubt.finding.message].append(doubt)
    return tuple(
        _row(
            same[0].finding,
            same[0].line if len(same) == 1 else "",
            _links([one.question for one in same[:_LINKED] if one.question is not None]),
            len(same),
        )
        for same in groups.values()
    )[:PREVIEWED]


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
