"""`quiz bank diff | merge | export`: compare banks, make one of two, take a version away."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from question_bank.bank import Bank, Topic, difference
from question_bank.carried import asks_about_marks
from question_bank.formats import losses, write
from question_bank.merge import Conflict, Side, merge
from question_bank.question import Question
from quiz.cli.bank import (
    ACTOR,
    AsJson,
    ByMarks,
    Data,
    Source,
    To,
    app,
    choosing,
    format_of,
    line_of,
    read_bank,
)
from quiz.cli.common import NO, WRONG_USE, opened, report, say_no
from quiz.clock import system_clock
from quiz.rules.differing import PART_TITLES, changed, said
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_count
from quiz.settings import Settings
from quiz.stages import author
from quiz.stages.author import Facts, Reader

__all__ = ["app"]

_DIGEST = re.compile(r"[0-9a-f]{6,64}")

Out = Annotated[Path, typer.Option("--out", "-o", help="The file to write.")]


@app.command("diff")
def diff(old: Source, new: Source, by_marks: ByMarks = False, as_json: AsJson = False) -> None:
    """Say what NEW adds, removes and changes against OLD. Exit 1 where they differ."""
    banks = [_agreed(path, by_marks=by_marks, as_json=as_json) for path in (old, new)]
    found = difference(*banks)
    data = {
        "added": found.added,
        "removed": found.removed,
        "changed": {one: _parts(one, *banks) for one in found.changed},
    }
    lines = [f"+ {one}: {banks[1].by_id[one].stem}" for one in found.added]
    lines += [f"- {one}: {banks[0].by_id[one].stem}" for one in found.removed]
    for one in found.changed:
        lines.append(f"~ {one}:")
        for part in _parts(one, *banks):
            lines += [f"    {part['part']}:", *_indented("-", part["old"])]
            lines += _indented("+", part["new"])
    counts = ", ".join(
        f"{title} {say_count(len(ids))}"
        for title, ids in (
            ("thêm", found.added), ("bỏ", found.removed), ("đổi", found.changed),
        )
    )  # fmt: skip
    report(data, "\n".join([*lines, f"Số câu: {counts}."]), as_json=as_json)
    if found.added or found.removed or found.changed:
        raise typer.Exit(NO)


def _agreed(path: Path, *, by_marks: bool, as_json: bool) -> Bank:
    """The bank in a file; keys that only formatting shows have to be agreed to first."""
    checked = read_bank(path, "", by_marks=by_marks, as_json=as_json)
    if how := choosing(checked):
        asked = next(filter(asks_about_marks, checked.findings))
        say_no(f"{line_of(asked)}\n{how.rstrip()}")
    return checked.bank


def _parts(identifier: str, old: Bank, new: Bank) -> list[dict[str, str]]:
    before, after = old.by_id[identifier], new.by_id[identifier]
    return [
        {
            "part": PART_TITLES[part],
            "old": said(before, part, old.topic_titles),
            "new": said(after, part, new.topic_titles),
        }
        for part in changed(before, after)
    ]


def _indented(sign: str, text: str) -> list[str]:
    return [f"    {sign} {line}" for line in text.split("\n")] if text else []


@app.command("merge")
def merge_banks(
    a: Source,
    b: Source,
    out: Out,
    base: Annotated[
        Path | None, typer.Option(exists=True, help="The bank that both began from.")
    ] = None,
    prefer: Annotated[Side | None, typer.Option(help="Whose word settles a conflict.")] = None,
    to: To = "",
    by_marks: ByMarks = False,
    as_json: AsJson = False,
) -> None:
    """Make one bank of two. A difference that --base and --prefer do not settle is named, and
    nothing is written (exit 1).
    """
    format_ = format_of(out, to)
    _refuse_folder(out)
    one, other = (_agreed(path, by_marks=by_marks, as_json=as_json) for path in (a, b))
    before = _agreed(base, by_marks=by_marks, as_json=as_json) if base else None
    merged = merge(one, other, before, prefer)
    data: dict[str, Any] = {
        "questions": len(merged.bank),
        "conflicts": [
            {"what": one.what, "a": _told(one.a), "b": _told(one.b)} for one in merged.conflicts
        ],
        "file": None if merged.conflicts else str(out),
    }
    if not merged.conflicts:
        _write(merged.bank, format_, out, as_json=as_json)
    elif not as_json:
        for conflict in merged.conflicts:
            typer.echo(_in_words(conflict), err=True)
        say_no(
            f"Chưa ghi tệp: còn {len(merged.conflicts)} chỗ hai bên khác nhau. Đề nghị thêm --base "
            "(bản gốc chung) hoặc --prefer a|b."
        )
    report(data, f"Đã ghi {say_count(len(merged.bank))} câu vào {out}.", as_json=as_json)
    if merged.conflicts:
        raise typer.Exit(NO)


def _told(value: Question | Topic | str | None) -> Any:
    if isinstance(value, Question):
        return value.as_data()
    return {"id": value.id, "title": value.title} if isinstance(value, Topic) else value


def _in_words(conflict: Conflict) -> str:
    sides = []
    for value in (conflict.a, conflict.b):
        if isinstance(value, Question):
            sides.append(value.stem)
        elif isinstance(value, Topic):
            sides.append(value.title)
        else:
            sides.append(value or "không có")
    if isinstance(conflict.a, Question) and isinstance(conflict.b, Question):
        parts = ", ".join(PART_TITLES[part].lower() for part in changed(conflict.a, conflict.b))
        return f"{conflict.what}: khác nhau ở {parts}\n    a: {sides[0]}\n    b: {sides[1]}"
    return f"{conflict.what}\n    a: {sides[0]}\n    b: {sides[1]}"


@app.command("export")
def export(
    version: Annotated[str, typer.Argument(help="A version's number, or the first of its digest.")],
    out: Out,
    to: To = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Write a published version into a file, keys and all. A sealed one is refused."""
    format_ = format_of(out, to)
    _refuse_folder(out)
    settings = Settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    with opened(settings) as contest:
        facts = _version(version, author.versions(contest.database))
        try:
            reader = Reader(ACTOR, system_clock())
            bank = author.version(contest.database, facts.id, reader).bank
        except Refusal as refusal:
            say_no(refusal)
    _write(bank, format_, out, as_json=as_json)
    report(
        {"version": facts.id, "digest": facts.digest, "questions": len(bank), "file": str(out)},
        f"Đã ghi {say_count(len(bank))} câu của phiên bản {facts.id} vào {out}.",
        as_json=as_json,
    )


def _version(wanted: str, every: tuple[Facts, ...]) -> Facts:
    found = [one for one in every if wanted.isdecimal() and one.id == int(wanted)]
    if not found and _DIGEST.fullmatch(wanted):
        found = [one for one in every if one.digest.startswith(wanted)]
    if len(found) != 1:
        say_no(f"Không có phiên bản “{wanted}”, hoặc có nhiều phiên bản bắt đầu như vậy.")
    return found[0]


def _refuse_folder(out: Path) -> None:
    if not out.absolute().parent.is_dir():
        typer.echo(f"Không có thư mục {out.parent}.", err=True)
        raise typer.Exit(WRONG_USE)


def _write(bank: Bank, format_: str, out: Path, *, as_json: bool) -> None:
    if not as_json:
        for finding in losses(bank, format_):
            typer.echo(line_of(finding), err=True)
    out.write_bytes(write(bank, format_))
