"""`quiz people`: bring a roster in, print tickets, load the administrative units."""

import csv
import io
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
import xlsxwriter

from quiz.cli.common import NO, WRONG_USE, opened, read_regular, report, say_no, write_private
from quiz.clock import system_clock
from quiz.rules.outlook import Preview
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_count
from quiz.settings import Settings
from quiz.stages import enrol, people, units
from quiz.stages.people import Ticket
from quiz.stages.roster import read_roster

app = typer.Typer(no_args_is_help=True, help="The roll: import people, print tickets, load units.")

ACTOR = "cli"
SHOWN_PROBLEMS = 50
TICKET_HEADINGS = ("Họ và tên", "Đơn vị", "Số báo danh", "Mã dự thi", "Đường dẫn vào thi")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
_EVERYBODY = 1_000_000

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
Data = Annotated[Path | None, typer.Option(help="Folder of the database and the secret key.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, write nothing.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An .xlsx or .csv.")]


@app.command("import")
def import_(
    path: File, data: Data = None, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Add and change people as the roster says, all or nothing. The same file twice adds nobody.
    Exit 1 where a row has a problem; each is named by row and column."""
    settings = _settings(data)
    content = read_regular(path, settings.upload_bytes)
    with opened(settings) as contest:
        try:
            roster = read_roster(content, path.name)
            seen = enrol.preview(contest.database, roster, None)
            if not (dry_run or seen.problems):
                seen = enrol.enrol(contest.database, roster, None, ACTOR, system_clock())
        except Refusal as refusal:
            say_no(refusal)
    report(
        _as_data(seen, roster.notices, written=not dry_run and not seen.problems),
        _in_words(seen, roster.notices, dry_run=dry_run),
        as_json=as_json,
    )
    if seen.problems:
        raise typer.Exit(NO)


@app.command("tickets")
def tickets(
    out: Annotated[Path, typer.Option(dir_okay=False, help="The .xlsx or .csv to write.")],
    unit: Annotated[str, typer.Option(help="A unit's code or full name.")] = "",
    district: Annotated[str, typer.Option(help="A district's code or full name.")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Write the tickets of a unit or a whole district. Whoever holds the file can enter, so only
    its owner may read it."""
    if bool(unit) == bool(district) or out.suffix.lower() not in (".xlsx", ".csv"):
        typer.echo("Đề nghị cho một trong --unit, --district, và tệp --out .xlsx/.csv.", err=True)
        raise typer.Exit(WRONG_USE)
    if not out.absolute().parent.is_dir():
        typer.echo(f"Không có thư mục {out.parent}.", err=True)
        raise typer.Exit(WRONG_USE)
    settings = _settings(data)
    with opened(settings) as contest, contest.database.read_engine.connect() as connection:
        found = people.find_units(connection, unit or district)
        if len(found) != 1:
            codes = ", ".join(f"{code} ({name})" for _, name, code in found)
            say_no(
                f"Có nhiều đơn vị tên “{unit or district}”: {codes}. Đề nghị dùng mã."
                if found
                else f"Không có đơn vị “{unit or district}”."
            )
        listing = people.list_people(connection, None, unit_id=found[0][0], rows=_EVERYBODY)
        made = people.tickets_of(listing.people, settings.secret(), settings.base_url)
    write_private(out, _workbook(made) if out.suffix.lower() == ".xlsx" else _csv(made))
    report(
        {"tickets": len(made), "file": str(out)},
        f"Đã ghi {say_count(len(made))} thẻ dự thi vào {out}.",
        as_json=as_json,
    )


@app.command("units")
def load_units(
    path: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="A CSV; without one, Hậu Giang in 2021."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Load the administrative units; those of the same code are brought up to date."""
    settings = _settings(data)
    content = read_regular(path, settings.upload_bytes) if path else b""
    try:
        rows = units.read_units(content.decode("utf-8-sig")) if path else units.shipped_units()
    except UnicodeDecodeError:
        say_no("Tệp đơn vị không phải văn bản UTF-8; đề nghị lưu lại thành CSV UTF-8.")
    except Refusal as refusal:
        say_no(refusal)
    with opened(settings) as contest:
        changed = units.load_units(contest.database, rows, system_clock())
    report(
        {"units": len(rows), "changed": changed},
        f"Có {say_count(len(rows))} đơn vị, thêm hoặc sửa {say_count(changed)}.",
        as_json=as_json,
    )


def _settings(data: Path | None) -> Settings:
    settings = Settings()
    return settings if data is None else settings.model_copy(update={"data": data})


def _as_data(seen: Preview, notices: tuple[str, ...], *, written: bool) -> dict[str, Any]:
    return {
        "written": written,
        "new": len(seen.new),
        "changed": len(seen.changed),
        "unchanged": seen.unchanged,
        "new_units": list(seen.new_units),
        "notices": list(notices),
        "problems": [asdict(problem) for problem in seen.problems],
    }


def _in_words(seen: Preview, notices: tuple[str, ...], *, dry_run: bool) -> str:
    lines = list(notices)
    if seen.problems:
        for problem in seen.problems[:SHOWN_PROBLEMS]:
            where = f"dòng {problem.row}" if problem.row else "cả danh sách"
            lines.append(f"{where}, cột {problem.column}: {problem.message}")
        if len(seen.problems) > SHOWN_PROBLEMS:
            lines.append(f"và {say_count(len(seen.problems) - SHOWN_PROBLEMS)} lỗi khác.")
        lines.append(f"Còn {say_count(seen.problem_rows)} dòng có lỗi, chưa ghi dòng nào.")
    else:
        lines += [f"Đơn vị tạo mới: {unit}" for unit in seen.new_units]
        lines.append(
            f"{'Nếu ghi: thêm' if dry_run else 'Đã thêm'} {say_count(len(seen.new))}, "
            f"cập nhật {say_count(len(seen.changed))}, không đổi {say_count(seen.unchanged)}."
        )
    return "\n".join(lines)


def _rows(made: tuple[Ticket, ...]) -> list[tuple[str, ...]]:
    lines = [(one.name, one.unit, one.number, one.code, one.link) for one in made]
    return [TICKET_HEADINGS, *lines]


def _csv(made: tuple[Ticket, ...]) -> bytes:
    """For Excel: with a byte order mark, and nothing that would be computed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in _rows(made):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _workbook(made: tuple[Ticket, ...]) -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet = book.add_worksheet("Thẻ dự thi")
    head = book.add_format({"bold": True})
    for number, row in enumerate(_rows(made)):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, None if number else head)
    sheet.set_column(0, 4, 28)
    sheet.freeze_panes(1, 0)
    book.close()
    return output.getvalue()
