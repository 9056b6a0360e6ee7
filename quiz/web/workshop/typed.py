"""What is typed into the form of a question, and the question that it means.

Everything arrives as text and is kept as typed, so that a refused form comes back whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from question_bank.formats import LIMITS
from question_bank.question import OPTION_LETTERS, LegalBasis, Level, Option, Question
from question_bank.vietnamese import clean, squeeze
from quiz.rules import differing
from quiz.rules.differing import Part
from quiz.web.forms import Input

FEWEST_ROWS = 4
MOST = LIMITS.options_max
LONGEST_TEXT = 10_000
"""An explanation, or all legal bases; the shorter limits are those of files."""
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What every format can carry as the identifier of a question or a topic."""
_DO = re.compile(r"save|preview|more|(?:up|down|drop)-[0-7]")

Place = Annotated[str, Field(max_length=1)]
Text = Annotated[str, Field(max_length=2 * LONGEST_TEXT)]
Take = Annotated[Literal["", "mine", "theirs"], Field(title="Lựa chọn")]


class QuestionInput(Input):
    """The form. `key` and `pin` hold numbers of options, counted from 0; `take_*` says, part by
    part, whose text an author chose after a conflict.
    """

    do: Annotated[str, Field(pattern=_DO.pattern, max_length=10, title="Thao tác")] = "save"
    revision: Annotated[str, Field(pattern=r"^[0-9]{1,9}$", title="Bản đang sửa")] = "0"
    code: Annotated[str, Field(max_length=200, title="Mã câu")] = ""
    copy_of: Annotated[str, Field(pattern=r"^[0-9]{0,9}$", title="Câu gốc")] = ""
    stem: Annotated[Text, Field(title="Câu hỏi")] = ""
    option: list[Text] = Field(default_factory=list, max_length=MOST, title="Phương án")
    key: list[Place] = Field(default_factory=list, max_length=MOST, title="Đáp án")
    pin: list[Place] = Field(default_factory=list, max_length=MOST, title="Giữ vị trí")
    topic: Annotated[str, Field(max_length=200, title="Chuyên đề")] = ""
    level: Annotated[str, Field(max_length=20, title="Mức độ")] = Level.EASY.value
    bases: Annotated[Text, Field(title="Căn cứ")] = ""
    explanation: Annotated[Text, Field(title="Giải thích")] = ""
    shuffle: Annotated[str, Field(max_length=1, title="Trộn phương án")] = ""
    take_stem: Take = ""
    take_options: Take = ""
    take_topic: Take = ""
    take_level: Take = ""
    take_bases: Take = ""
    take_explanation: Take = ""
    take_shuffle: Take = ""

    @property
    def takes(self) -> dict[Part, str]:
        """Part -> mine or theirs, where an author chose after a conflict."""
        chosen = {part: getattr(self, f"take_{part.value}") for part in Part}
        return {part: whose for part, whose in chosen.items() if whose}

    def rows(self) -> list[tuple[str, bool, bool]]:
        """The options as typed: text, whether it is right, whether it is pinned."""
        return [
            (text, str(index) in self.key, str(index) in self.pin)
            for index, text in enumerate(self.option)
        ]


@dataclass(frozen=True, slots=True)
class Meaning:
    """The question that the form means, as far as it can be told, and what is wrong with the form:
    pairs of a field and a sentence. Only without errors it may be stored.
    """

    question: Question
    errors: tuple[tuple[str, str], ...]


def empty_form(code: str, topic: str) -> QuestionInput:
    """The form of a new question."""
    return QuestionInput(
        code=code, topic=topic, option=[""] * FEWEST_ROWS, shuffle="1", revision="0"
    )


def form_of(question: Question, revision: int) -> QuestionInput:
    """The form of a question that is there already."""
    return QuestionInput(
        revision=str(revision),
        code=question.id,
        stem=question.stem,
        option=[option.text for option in question.options] or [""] * FEWEST_ROWS,
        key=[str(index) for index in sorted(question.key)],
        pin=[str(index) for index, option in enumerate(question.options) if option.pinned],
        topic=question.topic,
        level=question.level.value,
        bases="\n".join(map(str, question.legal_basis)),
        explanation=question.explanation,
        shuffle="1" if question.shuffle else "",
    )


def rearranged(given: QuestionInput) -> QuestionInput:
    """The form after one of its small buttons: another option, one up or down, one dropped."""
    rows = given.rows()
    what, _, place = given.do.partition("-")
    index = int(place) if place else 0
    if what == "more" and len(rows) < MOST:
        rows.append(("", False, False))
    elif what == "drop" and index < len(rows):
        rows.pop(index)
    elif what in {"up", "down"} and index < len(rows):
        other = index + (1 if what == "down" else -1)
        if 0 <= other < len(rows):
            rows[index], rows[other] = rows[other], rows[index]
    return given.model_copy(
        update={
            "option": [text for text, _, _ in rows],
            "key": [str(place) for place, row in enumerate(rows) if row[1]],
            "pin": [str(place) for place, row in enumerate(rows) if row[2]],
        }
    )


def understand(given: QuestionInput, topics: Sequence[str]) -> Meaning:
    """Read the form strictly. What a draft may lack, such as a key, is the review's to say; here is
    refused what a question cannot hold.
    """
    errors: list[tuple[str, str]] = []
    options = _options(given, errors)
    if given.topic not in topics:
        errors.append(("topic", "Đề nghị chọn một chuyên đề trong danh sách."))
    if given.level not in set(Level):
        errors.append(("level", "Đề nghị chọn mức độ trong danh sách."))
    question = Question(
        id=squeeze(given.code),
        stem=_text(given.stem, "stem", "Câu hỏi", LIMITS.stem_chars, errors),
        options=tuple(option for option, _ in options),
        key=frozenset(index for index, (_, right) in enumerate(options) if right),
        topic=given.topic,
        level=Level(given.level) if given.level in set(Level) else Level.EASY,
        legal_basis=_bases(given.bases, errors),
        explanation=_text(given.explanation, "explanation", "Giải thích", LONGEST_TEXT, errors),
        shuffle=bool(given.shuffle),
    )
    return Meaning(question, tuple(errors))


def _text(typed: str, field: str, label: str, most: int, errors: list[tuple[str, str]]) -> str:
    text, refused = clean(typed)
    text = text.strip()
    errors += [(field, sentence) for sentence in refused]
    if len(text) > most:
        errors.append((field, f"{label} dài quá {most} chữ; đề nghị viết ngắn hơn."))
    return text


def _options(given: QuestionInput, errors: list[tuple[str, str]]) -> list[tuple[Option, bool]]:
    """Rows without text and key are no options: the form holds spare ones."""
    options = []
    for index, (typed, right, pinned) in enumerate(given.rows()):
        label = f"Phương án {OPTION_LETTERS[index]}"
        text = _text(typed, f"option-{index}", label, LIMITS.cell_chars, errors)
        if text or right:
            options.append((Option(text, pinned), right))
    return options


def _bases(typed: str, errors: list[tuple[str, str]]) -> tuple[LegalBasis, ...]:
    text, refused = clean(typed)
    errors += [("bases", sentence) for sentence in refused]
    if len(text) > LONGEST_TEXT:
        errors.append(("bases", f"Căn cứ dài quá {LONGEST_TEXT} chữ; đề nghị viết ngắn hơn."))
        return ()
    found: dict[LegalBasis, None] = {}
    for line in filter(None, map(squeeze, text.replace(";", "\n").split("\n"))):
        basis = LegalBasis.parse(line)
        if basis is None:
            told = line if len(line) <= 80 else line[:79] + "…"
            errors.append(
                (
                    "bases",
                    f"Không hiểu căn cứ “{told}”. Đề nghị viết theo mẫu “85/2015/QH13, Điều 2, "
                    "khoản 1, điểm a”, mỗi căn cứ một dòng.",
                )
            )
        else:
            found[basis] = None
    return tuple(found)


def settled(given: QuestionInput, mine: Question, theirs: Question) -> Question:
    """What an author chose after a conflict: `theirs` with the parts of `mine` that were chosen or
    about which nothing was said.
    """
    question = theirs
    for part in Part:
        if given.takes.get(part, "mine") == "mine":
            question = differing.take(question, mine, part)
    return question
