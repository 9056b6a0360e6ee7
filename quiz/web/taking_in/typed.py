"""What comes back from a preview: the text, what was carried with it, and the fields of the
questions that it showed.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import ConfigDict, Field, ValidationError

from question_bank.carried import Mend
from question_bank.question import Question
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.web.forms import OTHER_FIELD, Input
from quiz.web.workshop.typed import MOST, QuestionInput, form_of, understand

_FIELD = re.compile(
    r"(?P<name>stem|level|topic|bases|explanation|was|key)-(?P<index>\d{1,5})"
    r"|(?P<row>option|key)-(?P<at>\d{1,5})-(?P<place>[0-7])"
)
_DO = (
    r"check|unmark|page-[0-9]{1,5}|view-all|view-doubtful|accept-[0-9a-f]{16}"
    r"|(?:drop|several)-[0-9]{1,5}"
)
_INDICES = r"^(?:[0-9]{1,5}(?:,[0-9]{1,5})*)?$"
Errors = tuple[tuple[str, str], ...]


class PreviewInput(Input):
    """The form of a preview. `several` lists the questions that may have several right options; the
    fields of question N, counted from 0, are `stem-N`, `option-N-0` and so on.
    """

    model_config = ConfigDict(extra="allow")

    text: Annotated[str, Field(title="Văn bản câu hỏi")]
    title: Annotated[str, Field(max_length=1000, title="Tên ngân hàng")] = ""
    seen: Annotated[str, Field(max_length=64, title="Lần xem trước")] = ""
    carried: Annotated[str, Field(title="Ghi chú của lần đọc")] = ""
    do: Annotated[str, Field(pattern=f"^(?:{_DO})$", title="Thao tác")] = "check"
    only: Annotated[str, Field(pattern="^1?$", title="Chỉ câu cần xem lại")] = ""
    page: Annotated[str, Field(pattern="^[0-9]{1,5}$", title="Trang")] = "1"
    several: Annotated[str, Field(pattern=_INDICES, max_length=60_000, title="Nhiều đáp án")] = ""
    target: Annotated[str, Field(pattern="^[0-9]{0,9}$", title="Ngân hàng đang soạn")] = ""


@dataclass(frozen=True, slots=True)
class View:
    """Which questions the author looks at, and those whose fields could not be understood."""

    only: bool = False
    page: int = 1
    several: frozenset[int] = frozenset()
    wrong: Mapping[int, tuple[QuestionInput, Errors]] = field(default_factory=dict)


def form_for(question: Question) -> QuestionInput | None:
    """The fields of a question; None where they cannot hold it."""
    try:
        return QuestionInput.model_validate(form_of(question, 0).model_dump())
    except ValidationError:
        return None


def was(form: QuestionInput) -> str:
    """A name for what the fields hold, however a browser writes its line ends."""
    rows = [(text.strip(), right) for text, right, _ in form.rows() if text.strip() or right]
    parts = (form.stem, repr(rows), form.level, form.topic, form.bases, form.explanation)
    told = repr([part.replace("\r\n", "\n").strip() for part in parts])
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def understood(given: PreviewInput) -> tuple[Mend, View]:
    """What its author did to the preview, and how it is shown next."""
    what, _, at = given.do.partition("-")
    mends, wrong = _typed(_fields(given))
    dropped = frozenset({int(at)}) if what == "drop" else frozenset()
    several = frozenset(int(one) for one in given.several.split(",") if one)
    if what == "several":
        several ^= {int(at)}
    if dropped:
        several, wrong = _moved(int(at), several, wrong)
    only = given.do == "view-doubtful" or (bool(given.only) and given.do != "view-all")
    page = int(at) if what == "page" else 1 if what == "view" else int(given.page)
    accepted = frozenset({at}) if what == "accept" else frozenset()
    mend = Mend(mends, dropped, accepted, unmarked=what == "unmark")
    return mend, View(only, max(page, 1), several, wrong)


Wrong = dict[int, tuple[QuestionInput, Errors]]


def _moved(gone: int, several: frozenset[int], wrong: Wrong) -> tuple[frozenset[int], Wrong]:
    """The same questions when the one before them has gone."""

    def moved(index: int) -> int:
        return index - 1 if index > gone else index

    return (
        frozenset(moved(index) for index in several if index != gone),
        {moved(index): one for index, one in wrong.items() if index != gone},
    )


def _typed(forms: Mapping[int, QuestionInput]) -> tuple[dict[int, Question], Wrong]:
    mends: dict[int, Question] = {}
    wrong: Wrong = {}
    for index, form in forms.items():
        meaning = understand(form, (form.topic,))
        if meaning.errors:
            wrong[index] = form, meaning.errors
        else:
            mends[index] = meaning.question
    return mends, wrong


def _fields(given: PreviewInput) -> dict[int, QuestionInput]:
    """The fields of those questions that somebody has typed into. Refuses any other field."""
    found: dict[int, dict[str, str]] = {}
    for name, value in (given.model_extra or {}).items():
        match = _FIELD.fullmatch(name)
        if match is None or not isinstance(value, str):
            raise Refusal(RequestReason.BAD_INPUT, field=OTHER_FIELD)
        index = int(match["index"] or match["at"])
        part = match["name"] or f"{match['row']}-{match['place']}"
        found.setdefault(index, {})[part] = value.replace("\r\n", "\n")
    forms = {index: _form(fields) for index, fields in found.items()}
    return {
        index: form for index, form in forms.items() if was(form) != found[index].get("was", "")
    }


def _form(fields: Mapping[str, str]) -> QuestionInput:
    ticked = [place for place in map(str, range(MOST)) if f"key-{place}" in fields]
    keys = [fields["key"]] if "key" in fields else ticked
    rows = [place for place in range(MOST) if f"option-{place}" in fields]
    try:
        return QuestionInput(
            stem=fields.get("stem", ""),
            option=[
                fields.get(f"option-{place}", "") for place in range(max(rows, default=-1) + 1)
            ],
            key=keys,
            topic=fields.get("topic", ""),
            level=fields.get("level", ""),
            bases=fields.get("bases", ""),
            explanation=fields.get("explanation", ""),
            shuffle="1",
        )
    except ValidationError:
        raise Refusal(RequestReason.BAD_INPUT, field="Câu hỏi") from None
