"""Lay out what a file was read as: each question beside its words in the file, what is doubtful
first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from question_bank.carried import asks_about_marks, kind_of, marks_of
from question_bank.checking import Checked, Doubt
from question_bank.finding import SEVERITY_TITLES, Severity
from question_bank.mending import Mended
from question_bank.question import LEVEL_TITLES, Level, Question, letter_of
from quiz.rules.wording import say_count
from quiz.web.banks.views import BANKS_URL, UPLOAD_URL, counts_of
from quiz.web.pages.banks import DoubtRow
from quiz.web.pages.common import Link
from quiz.web.pages.taking_in import MendCard, MendForm, PreviewPage, SourceLine
from quiz.web.pages.workshop_question import Errors, OptionRow
from quiz.web.taking_in.typed import View, form_for, was
from quiz.web.workshop.typed import MOST, QuestionInput
from quiz.web.workshop.urls import bank_url

MEND_URL = "/banks/mend"
CONFIRM_URL = "/banks/confirm"
TARGET_URL = "/workshop/import"
PAGE_SIZE = 20
"""Questions with fields on one page: with eight options each they stay below `forms.MAX_FIELDS`."""
MOST_ROWS = 200
"""Findings that a preview lists; what is mended or accepted makes room for others."""
_LINKED = 12


@dataclass(frozen=True, slots=True)
class Way:
    """Where a preview leads: to a version at once, or into the working `bank`."""

    upload_url: str = UPLOAD_URL
    mend_url: str = MEND_URL
    confirm_url: str = CONFIRM_URL
    bank: Link | None = None

    @property
    def above(self) -> Link:
        """The page to which this one belongs."""
        return self.bank or Link("Ngân hàng câu hỏi", BANKS_URL)


def way_into(bank_id: int, title: str) -> Way:
    """The way into a working bank."""
    url = bank_url(bank_id, "/import")
    return Way(url, f"{url}/mend", f"{url}/confirm", Link(title, bank_url(bank_id)))


def preview_page(
    found: Mended,
    view: View,
    way: Way,
    problem: str = "",
    targets: tuple[tuple[str, str], ...] = (),
    target: str = "",
) -> PreviewPage:
    """What was read, with the doubts beside the questions that they are about. `found.checked` may
    hold doubts of the law library among the others.
    """
    checked = found.open
    accept = _Accepting(found, checked)
    grave = [one for one in checked.doubts if one.finding.level is not Severity.ADVICE]
    by_question: dict[int, list[Doubt]] = defaultdict(list)
    for doubt in grave:
        if doubt.question is not None:
            by_question[doubt.question].append(doubt)
    first = list(by_question)
    every = first if view.only else [*first, *_others(len(checked.bank), by_question)]
    pages = max(1, -(-len(every) // PAGE_SIZE))
    page = min(view.page, pages)
    shown = every[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return PreviewPage(
        title="Xem trước ngân hàng câu hỏi",
        source=found.carried.name,
        blocked=checked.blocked,
        problem=problem,
        tiles=_tiles(found, checked),
        counts=counts_of(checked.bank),
        doubts=tuple(accept.row(one) for one in grave if one.question is None)[:MOST_ROWS],
        advice=_advice(checked.doubts, accept, shown),
        cards=tuple(_card(index, checked, by_question, view, accept, shown) for index in shown),
        doubtful=len(first),
        only=view.only,
        page=page,
        pages=pages,
        several=",".join(map(str, sorted(view.several))),
        topics=tuple((topic.id, topic.title) for topic in checked.bank.topics),
        levels=tuple((level.value, LEVEL_TITLES[level]) for level in Level),
        bank_title=checked.bank.title,
        text=checked.text,
        carried=found.carried.dump(),
        seen=checked.seen,
        mend_url=way.mend_url,
        confirm_url=way.confirm_url,
        upload_url=way.upload_url,
        above=way.above,
        bank=way.bank,
        targets=targets,
        target=target,
        target_url=TARGET_URL,
    )


def _others(count: int, doubtful: dict[int, list[Doubt]]) -> Iterable[int]:
    return (index for index in range(count) if index not in doubtful)


def _tiles(found: Mended, checked: Checked) -> tuple[tuple[str, str], ...]:
    tiles = [("Câu hỏi đọc được", say_count(len(checked.bank)))]
    tiles += [
        (SEVERITY_TITLES[severity], say_count(checked.count(severity))) for severity in Severity
    ]
    if accepted := len(found.checked.doubts) - len(checked.doubts):
        tiles.append(("Đã xem, giữ nguyên", say_count(accepted)))
    return tuple(tiles)


class _Accepting:
    """Says findings as rows, each with the marks that accept it."""

    def __init__(self, found: Mended, checked: Checked) -> None:
        self._firm, self._bank = found.firm, checked.bank
        self._alike = Counter(kind_of(one.finding) for one in checked.doubts)

    def row(self, doubt: Doubt, about: Sequence[int] = (), count: int = 1) -> DoubtRow:
        """A row about `count` doubts of the same words; `about` are questions on the page."""
        finding = doubt.finding
        one, every = marks_of(doubt, self._bank)
        alike = self._alike[kind_of(finding)]
        choice = asks_about_marks(finding)
        if doubt in self._firm:
            one = every = ""
        elif count > 1:
            one = every
        return DoubtRow(
            level=finding.level.value,
            level_text="Phải chọn" if choice else SEVERITY_TITLES[finding.level],
            where=finding.where,
            message=finding.message,
            line=doubt.line if len(doubt.line) <= 300 else doubt.line[:299] + "…",
            questions=tuple(Link(f"Câu {index + 1}", f"#cau-{index + 1}") for index in about),
            count=count,
            accept=one,
            accept_all=every if count == 1 and alike > 1 else "",
            alike=alike,
            choice=choice,
        )


def _advice(
    doubts: Iterable[Doubt], accept: _Accepting, shown: Sequence[int]
) -> tuple[DoubtRow, ...]:
    """Advice, the same sentence to several questions said once."""
    groups: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        if doubt.finding.level is Severity.ADVICE:
            groups[doubt.finding.message].append(doubt)
    here = set(shown)
    rows = []
    for same in list(groups.values())[:MOST_ROWS]:
        about = [one.question for one in same if one.question is not None and one.question in here]
        rows.append(accept.row(same[0], sorted(about)[:_LINKED], len(same)))
    return tuple(rows)


def _card(
    index: int,
    checked: Checked,
    doubtful: dict[int, list[Doubt]],
    view: View,
    accept: _Accepting,
    shown: Sequence[int],
) -> MendCard:
    question, doubts = checked.bank.questions[index], doubtful.get(index, [])
    behind = [other for other in shown[shown.index(index) + 1 :] if other in doubtful]
    return MendCard(
        index=index,
        number=index + 1,
        anchor=f"cau-{index + 1}",
        id=question.id,
        place=checked.places[index] if index < len(checked.places) else "",
        source=_source(checked.sources[index] if index < len(checked.sources) else "", doubts),
        stem=question.stem,
        options=tuple(option.text for option in question.options),
        form=_form(index, question, view),
        notes=_notes(question, checked.marks[index] if index < len(checked.marks) else ""),
        doubts=tuple(accept.row(one) for one in doubts),
        level=doubts[0].finding.level.value if doubts else "",
        next=f"cau-{behind[0] + 1}" if behind else "",
    )


def _notes(question: Question, marks: str) -> tuple[str, ...]:
    told = (f"Đáp án nhận theo {marks}",) if marks else ()
    return told if question.shuffle else (*told, "Không trộn phương án")


def _source(text: str, doubts: Iterable[Doubt]) -> tuple[SourceLine, ...]:
    doubted = {doubt.line for doubt in doubts if doubt.line}
    return tuple(SourceLine(line, line.strip() in doubted) for line in text.split("\n") if line)


def _form(index: int, question: Question, view: View) -> MendForm | None:
    read = form_for(question)
    if read is None:
        return None
    typed, errors = view.wrong.get(index, (read, ()))
    return _fields(read, typed, errors, several=index in view.several or len(typed.key) > 1)


def _fields(
    read: QuestionInput, typed: QuestionInput, errors: Errors, *, several: bool
) -> MendForm:
    rows = typed.rows()
    spare = [("", False, False)] if len(rows) < MOST else []
    return MendForm(
        was=was(read),
        several=several,
        stem=typed.stem,
        options=tuple(
            OptionRow(place, letter_of(place), *row) for place, row in enumerate([*rows, *spare])
        ),
        level=typed.level,
        topic=typed.topic,
        bases=typed.bases,
        explanation=typed.explanation,
        errors=errors,
    )
