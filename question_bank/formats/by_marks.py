"""Keys that rest on formatting alone: asked about once for the whole file, used only by choice."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from question_bank.finding import Finding, Severity
from question_bank.formats.reading import Reading, some

MARKED = "định dạng "
"""How the source of a claim begins that formatting makes; the names of the marks follow."""


def marks_behind(sources: Sequence[str]) -> str:
    """The marks on which a key rests, as people call them: `chữ đậm, màu chữ`. Nothing where the
    file says the key in another way too.
    """
    if not all(source.startswith(MARKED) for source in sources):
        return ""
    return _names(source.removeprefix(MARKED) for source in sources)


def choice_about(marks: Sequence[str], labels: Sequence[str], where: str) -> Finding | None:
    """What has to be chosen about the keys of those questions that have `marks`, None for none.
    `labels` are the questions as people call them.
    """
    shown = [label for label, names in zip(labels, marks, strict=True) if names]
    if not shown:
        return None
    message = (
        f"Đáp án của {len(shown)} câu chỉ được nhận theo định dạng chữ ({_names(marks)}: "
        f"{some(shown)}); đề nghị xem lại rồi đồng ý dùng các đáp án này, hoặc ghi dòng "
        "“Đáp án: …” ở từng câu."
    )
    return Finding(Severity.BLOCKS, where, message)


def _names(marks: Iterable[str]) -> str:
    return ", ".join(sorted({name for names in marks for name in names.split(", ") if name}))


def agreed(reading: Reading) -> Reading:
    """The reading whose marked keys are used as they were read."""
    findings = tuple(one for one in reading.findings if one != reading.choice)
    return replace(reading, findings=findings, choice=None)
