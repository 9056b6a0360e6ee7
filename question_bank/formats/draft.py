"""A question as a file says it, before it is judged, and how drafts become a bank."""

from collections import Counter
from dataclasses import dataclass, field

from question_bank.bank import Bank
from question_bank.finding import Finding, Severity, UnreadableFile
from question_bank.formats.by_marks import choice_about, marks_behind
from question_bank.formats.limits import LIMITS
from question_bank.formats.naming import names_all_others, names_letters, noted
from question_bank.formats.reading import Reading, Report, shorten, some
from question_bank.formats.topics import Names, Topics
from question_bank.formats.twins import twins
from question_bank.identifiers import from_stem
from question_bank.question import LegalBasis, Level, Option, Question, letter_of
from question_bank.vietnamese import same_key

__all__ = [
    "NO_QUESTION",
    "TOO_MANY",
    "Claim",
    "Draft",
    "DraftOption",
    "Topics",
    "assemble",
    "letters_in",
]

NO_QUESTION = (
    "Không tìm thấy câu hỏi nào trong tệp; đề nghị ghi mỗi câu bắt đầu bằng “Câu 1.” "
    "và mỗi phương án bằng “A.”, “B.”."
)
TOO_MANY = f"Tệp có quá {LIMITS.questions} câu hỏi; đề nghị chia thành nhiều tệp rồi nhập lại."


@dataclass(frozen=True, slots=True)
class Claim:
    """One way in which the file says the key."""

    source: str
    key: frozenset[int]


@dataclass
class DraftOption:
    """`label` is the printed letter or number; `pinned` None where the file does not say."""

    text: str
    label: str = ""
    pinned: bool | None = None


@dataclass
class Draft:
    """`where` names file and line or row, `label` the question as people call it; `problems` say
    why its key cannot be read, each as the end of a sentence, and `key_where` names its cell;
    `unclear` says what looks like a key and is none, with the remedy, where nothing else is one.
    `source` is the question's text as it stands in the file, line by line.
    """

    where: str
    label: str
    stem: str = ""
    options: list[DraftOption] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    id: str = ""
    topic: str = ""
    level: Level | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    explanation: str = ""
    shuffle: bool | None = None
    key_where: str = ""
    unclear: str = ""
    source: str = ""

    @property
    def says_no_key(self) -> bool:
        """Whether the file says nothing of a key, not even one that cannot be read."""
        return not self.claims and not self.problems


def assemble(
    drafts: list[Draft],
    report: Report,
    *,
    title: str = "",
    topics: Topics | None = None,
    as_of: str = "",
    language: str = "vi",
) -> Reading:
    """The bank that the drafts make, with the findings of the whole file.

    UnreadableFile where there is no draft at all.
    """
    if not drafts:
        raise UnreadableFile(NO_QUESTION)
    if len(drafts) > LIMITS.questions:
        raise UnreadableFile(TOO_MANY)
    topics = topics or Topics()
    for draft in drafts:
        draft.topic = draft.topic or topics.resolve("Chung")
    _name(drafts)
    _settle_order(drafts, report)
    _check_identifiers(drafts, report)
    _check_levels(drafts, report)
    _check_notes(drafts, report)
    questions = tuple(_question(draft, report) for draft in drafts)
    places, labels, sources = zip(*((d.where, d.label, d.source) for d in drafts), strict=True)
    repeated = list(twins(questions, labels, places))
    marks = tuple(
        marks_behind([claim.source for claim in draft.claims]) if question.key else ""
        for draft, question in zip(drafts, questions, strict=True)
    )
    choice = choice_about(marks, labels, report.place())
    return Reading(
        Bank(title, tuple(topics), questions, as_of, language),
        (*([choice] if choice else []), *report.findings, *repeated),
        places,
        sources=sources,
        labels=labels,
        unkeyed=frozenset(index for index, draft in enumerate(drafts) if draft.says_no_key),
        of_keys=frozenset([*repeated, *(_no_key(draft) for draft in drafts if draft.says_no_key)]),
        marks=marks,
        choice=choice,
    )


def _name(drafts: list[Draft]) -> None:
    """Give questions without an identifier one that follows from their stem."""
    names = Names(draft.id for draft in drafts if draft.id)
    for draft in drafts:
        if not draft.id:
            draft.id = names.free(from_stem(draft.stem))


def _settle_order(drafts: list[Draft], report: Report) -> None:
    pinned, still = [], []
    for draft in drafts:
        if draft.shuffle is None and any(names_letters(o.text) for o in draft.options):
            draft.shuffle = False
            still.append(draft.label)
        last = draft.options[-1] if draft.options else None
        if last and last.pinned is None and names_all_others(last.text):
            last.pinned = True
            pinned.append(draft.label)
    if pinned:
        report.advises(
            report.place(),
            "Phương án kiểu “Tất cả các phương án trên” được giữ ở cuối khi trộn "
            f"({some(pinned)}); "
            "nếu muốn trộn, đề nghị ghi {không cố định} sau phương án.",
        )
    if still:
        report.advises(
            report.place(),
            f"Phương án nhắc đến chữ cái của phương án khác nên không trộn ({some(still)}); "
            "nếu muốn trộn, đề nghị viết lại phương án và ghi “Trộn phương án: có”.",
        )


def _check_identifiers(drafts: list[Draft], report: Report) -> None:
    counts = Counter(draft.id for draft in drafts)
    for draft in drafts:
        if counts[draft.id] > 1:
            report.blocks(
                draft.where,
                f"{draft.label} có mã “{draft.id}” trùng với câu khác; "
                "đề nghị đặt cho mỗi câu một mã riêng.",
            )


def _check_levels(drafts: list[Draft], report: Report) -> None:
    missing = [draft.label for draft in drafts if draft.level is None]
    if missing:
        report.advises(
            report.place(),
            f"{len(missing)} câu chưa ghi mức độ và được xếp trung bình ({some(missing)}); "
            "đề nghị bổ sung mức độ dễ, trung bình hoặc khó.",
        )


def _check_notes(drafts: list[Draft], report: Report) -> None:
    """An option that still says of itself that it is right or wrong would tell everybody."""
    for draft in drafts:
        for option in draft.options:
            if noted(option.text)[1] is not None:
                report.doubts(
                    draft.where,
                    f"{draft.label} có phương án “{shorten(option.text, 60)}” tự ghi đúng, sai; "
                    "đề nghị bỏ ghi chú này khỏi phương án và kiểm tra lại đáp án.",
                )


def _question(draft: Draft, report: Report) -> Question:
    for problem in _shape_problems(draft):
        report.blocks(draft.where, f"{draft.label} {problem}; đề nghị sửa lại câu này.")
    _cut(draft)
    return Question(
        id=draft.id,
        stem=draft.stem,
        options=tuple(Option(option.text, bool(option.pinned)) for option in draft.options),
        key=_key(draft, report),
        topic=draft.topic,
        level=draft.level or Level.MEDIUM,
        legal_basis=draft.legal_basis,
        explanation=draft.explanation,
        shuffle=draft.shuffle is not False,
    )


def _cut(draft: Draft) -> None:
    """What is longer than it may be is kept as far as it may: the finding has been written."""
    draft.stem = draft.stem[: LIMITS.stem_chars]
    for option in draft.options:
        option.text = option.text[: LIMITS.cell_chars]


def _key(draft: Draft, report: Report) -> frozenset[int]:
    """The key on which everything in the file agrees; empty, with a finding, where nothing does."""
    where = draft.key_where or draft.where
    for problem in draft.problems:
        report.blocks(where, f"{draft.label} {problem}; đề nghị sửa lại đáp án.")
    keys = {claim.key for claim in draft.claims}
    if draft.says_no_key:
        report.findings.append(_no_key(draft))
    if len(keys) > 1:
        said = ", ".join(f"{one.source} là {letters_in(draft, one.key)}" for one in draft.claims)
        report.blocks(
            where,
            f"{draft.label} có các đáp án khác nhau ({said}); đề nghị chỉ giữ một đáp án.",
        )
    return keys.pop() if len(keys) == 1 and not draft.problems else frozenset()


def letters_in(draft: Draft, key: frozenset[int]) -> str:
    """The options of a key as the file calls them: `A, C`."""
    return ", ".join(draft.options[index].label or letter_of(index) for index in sorted(key))


def _no_key(draft: Draft) -> Finding:
    unclear = draft.unclear or "chưa có đáp án; đề nghị bổ sung dòng “Đáp án: …”"
    return Finding(Severity.BLOCKS, draft.key_where or draft.where, f"{draft.label} {unclear}.")


def _shape_problems(draft: Draft) -> list[str]:
    """What is wrong with the stem and the options, as the end of a sentence."""
    problems = []
    count, texts = (
        len(draft.options),
        [same_key(option.text[: LIMITS.cell_chars]) for option in draft.options],
    )
    if not draft.stem:
        problems.append("chưa có nội dung")
    if len(draft.stem) > LIMITS.stem_chars:
        problems.append(f"có nội dung dài quá {LIMITS.stem_chars} ký tự")
    if not LIMITS.options_min <= count <= LIMITS.options_max:
        problems.append(
            f"có {count} phương án, phải từ {LIMITS.options_min} đến {LIMITS.options_max}"
        )
    if "" in texts:
        problems.append("có phương án trống")
    elif len(set(texts)) < count:
        problems.append("có hai phương án giống nhau")
    if any(len(option.text) > LIMITS.cell_chars for option in draft.options):
        problems.append(f"có phương án dài quá {LIMITS.cell_chars} ký tự")
    return problems
