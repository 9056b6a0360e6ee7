"""`quiz law`: the library of legal texts, and the questions whose law has changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from question_bank.finding import UnreadableFile
from question_bank.formats.limits import LIMITS
from question_bank.law import Edition, LawText, say_day
from question_bank.law_changes import Affected, Change, Kind, changes
from question_bank.question import LegalBasis
from quiz.cli.common import Opened, opened, read_regular, report, say_no
from quiz.rules.authoring import law_day
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_count
from quiz.settings import Settings
from quiz.stages import laws
from quiz.stages.laws import About, Comparison, LawFacts

app = typer.Typer(no_args_is_help=True, help="The law library: import, list, show, compare.")

ACTOR = "cli"
KIND_TITLES = {
    Kind.CHANGED: "sửa",
    Kind.ADDED: "thêm",
    Kind.REMOVED: "bỏ",
    Kind.RENUMBERED: "đổi số",
}

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
Data = Annotated[Path | None, typer.Option(help="Folder of the database and the secret key.")]
Number = Annotated[str, typer.Argument(help="A document's number, or an edition's id of the list.")]
Day = Annotated[str, typer.Option(help="The edition in force on this day, YYYY-MM-DD.")]


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(exists=True, help="A .txt, .docx or .html file.")],
    since: Annotated[str, typer.Option(help="In force from this day on, YYYY-MM-DD.")] = "",
    until: Annotated[str, typer.Option(help="No longer in force on this day.")] = "",
    also: Annotated[str, typer.Option(help="A second number that it is cited by.")] = "",
    number: Annotated[str, typer.Option(help="Its number, where the file tells none.")] = "",
    name: Annotated[str, typer.Option(help="What tells this edition from others.")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Read a legal text, say every doubt and what it changes, and keep it; the same words once."""
    try:
        reading = laws.read(read_regular(path, LIMITS.file_bytes), path.name)
    except UnreadableFile as error:
        say_no(f"{path.name}: {error}")
    told = laws.told_by(reading, name or path.stem)
    given = About(
        number or told.number,
        also or told.also,
        told.name,
        since or told.since,
        until or told.until,
    )
    with _opened(data) as contest:
        given = laws.checked(given)
        now = contest.clock()
        compared = laws.compare(contest.database, reading, given, now)
        law_id = laws.keep(contest.database, reading, given, ACTOR, now)
        (facts,) = [one for one in laws.texts(contest.database) if one.id == law_id]
    lines = [f"[{f.level.value}] {f.where}: {f.message}" for f in reading.findings]
    lines += _comparison_lines(compared) if compared else []
    found = {
        **_facts_data(facts),
        "findings": [finding.as_data() for finding in reading.findings],
        "compared": _comparison_data(compared) if compared else None,
    }
    report(found, "\n".join([*lines, f"Trong thư viện: {_facts_line(facts)}"]), as_json=as_json)


@app.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """Every edition in the library."""
    with _opened(data) as contest:
        held = laws.texts(contest.database)
    lines = [_facts_line(one) for one in held] or ["Thư viện chưa có văn bản nào."]
    report([_facts_data(one) for one in held], "\n".join(lines), as_json=as_json)


@app.command("show")
def show(
    number: Annotated[
        str,
        typer.Argument(
            help="A document's number, an edition's id of the list, or a whole legal basis."
        ),
    ],
    place: Annotated[str, typer.Argument(help="Điều 2, khoản 1, điểm a")] = "",
    day: Day = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """The words of an edition, or of one place in it (`"85/2015/QH13, Điều 2"`), under a line that
    says which edition it is. Exit 1 where there is none.
    """
    basis = None if place else LegalBasis.parse(number)
    if basis:
        number, place = basis.document, str(basis).removeprefix(f"{basis.document}, ")
    with _opened(data) as contest:
        facts, text = _edition(contest, number, law_day(day, contest.clock()))
    if day and not number.isdecimal() and not Edition(text, facts.since, facts.until).in_force(day):
        say_no(
            f"Thư viện không có bản nào của {number} có hiệu lực vào ngày {say_day(day)}; đề nghị "
            f"xem `quiz law list`. Bản gần nhất: {_facts_line(facts)}"
        )
    found = _words(text, place)
    if found is None:
        say_no(
            f"{facts.number} không có “{place}”, hoặc điểm này có ở nhiều khoản; đề nghị kiểm tra "
            f"lại số điều, khoản, điểm. Bản đã tìm: {_facts_line(facts)}"
        )
    data_found = {**_facts_data(facts), "place": place, "words": found}
    report(data_found, f"{_facts_line(facts)}\n\n{found}", as_json=as_json)


@app.command("changes")
def changes_(old: Number, new: Number, data: Data = None, as_json: AsJson = False) -> None:
    """What the edition NEW changes against OLD: clauses and points, with both texts."""
    with _opened(data) as contest:
        (_, before), (_, after) = (_edition(contest, one, "") for one in (old, new))
    found = changes(before, after)
    text = "\n".join(_change_lines(found)) or "Hai bản không khác nhau."
    report([_change_data(one) for one in found], text, as_json=as_json)


@app.command("affected")
def affected(number: Number, day: Day = "", data: Data = None, as_json: AsJson = False) -> None:
    """The questions that stand on what the edition changes against the one before it."""
    with _opened(data) as contest:
        facts, _ = _edition(contest, number, day)
        _, compared = laws.affected_by(contest.database, facts.id, contest.clock())
    if compared is None:
        say_no(f"Thư viện không có bản nào của {facts.number} trước bản này để so sánh.")
    report(_comparison_data(compared), "\n".join(_comparison_lines(compared)), as_json=as_json)


@contextmanager
def _opened(data: Path | None) -> Iterator[Opened]:
    settings = Settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    with opened(settings) as contest:
        try:
            yield contest
        except Refusal as refusal:
            say_no(refusal)


def _edition(contest: Opened, number: str, day: str) -> tuple[LawFacts, LawText]:
    facts = laws.find(contest.database, number, day)
    if facts is None:
        say_no(f"Thư viện không có {number}; đề nghị xem `quiz law list`.")
    return facts, laws.law(contest.database, facts.id, contest.clock()).text


def _words(text: LawText, place: str) -> str | None:
    if not place:
        return "\n".join(
            "\n".join([f"Điều {article}. {units[0].title}", *(unit.text for unit in units)])
            for article, units in text.articles.items()
        )
    basis = LegalBasis.parse(f"x, {place}")
    return text.find(basis.article, basis.clause, basis.point) if basis else None


def _facts_line(one: LawFacts) -> str:
    also = f" (cũng dẫn là {one.also})" if one.also else ""
    since = f"từ {say_day(one.since)}" if one.since else "không rõ từ ngày nào"
    until = f" đến trước {say_day(one.until)}" if one.until else ""
    return f"{one.id}. {one.number}{also}, {one.title}: {one.articles} điều, {since}{until}"


def _facts_data(one: LawFacts) -> dict[str, Any]:
    names = ("id", "number", "also", "title", "kind", "issued", "since", "until", "name", "digest")
    return {name: getattr(one, name) for name in names} | {"articles": one.articles}


def _comparison_lines(compared: Comparison) -> Iterator[str]:
    if compared.old:
        yield f"So với {_facts_line(compared.old)}"
        yield f"{say_count(len(compared.changes))} chỗ khác."
    else:
        yield "Các chỗ mà văn bản này sửa đổi; lời mới chưa có trong thư viện."
    for one in compared.banks:
        kind = "phiên bản" if one.bank.published else "ngân hàng đang soạn"
        if one.bank.sealed:
            yield f"{one.bank.title} ({kind} {one.bank.id}): đang niêm phong, chưa xem được."
            continue
        number = say_count(len({found.question.id for found in one.questions}))
        yield f"{one.bank.title} ({kind} {one.bank.id}): {number} câu cần đọc lại"
        for found in one.questions:
            yield from (f"  {found.question.id}, {found.basis}", *_both(found.old, found.new))


def _change_lines(found: tuple[Change, ...]) -> Iterator[str]:
    for one in found:
        now = f" thành {one.now}" if one.now else ""
        yield from (f"{one.place}: {KIND_TITLES[one.kind]}{now}", *_both(one.old, one.new))


def _both(old: str, new: str) -> Iterator[str]:
    yield from (f"    - {line}" for line in old.splitlines())
    yield from (f"    + {line}" for line in new.splitlines())


def _change_data(one: Change) -> dict[str, str]:
    return {
        "kind": one.kind.value,
        "place": one.place,
        "now": one.now,
        "old": one.old,
        "new": one.new,
    }


def _comparison_data(compared: Comparison) -> dict[str, Any]:
    return {
        "old": _facts_data(compared.old) if compared.old else None,
        "changes": [_change_data(one) for one in compared.changes],
        "banks": [
            {
                "id": one.bank.id,
                "title": one.bank.title,
                "published": one.bank.published,
                "sealed": one.bank.sealed,
                "questions": [_affected_data(found) for found in one.questions],
            }
            for one in compared.banks
        ],
    }


def _affected_data(found: Affected) -> dict[str, str]:
    return {
        "question": found.question.id,
        "basis": str(found.basis),
        "old": found.old,
        "new": found.new,
        "now": found.now,
    }
