"""`quiz privacy`: remove names whose time is over; who has asked for something and until when."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from quiz.cli.common import WRONG_USE, opened, report
from quiz.rules.data_requests import KIND_TEXTS
from quiz.rules.wording import VIETNAM, from_vietnam, say_count, say_day, say_end
from quiz.settings import Settings
from quiz.stages import data_requests, purging
from quiz.stages.purging import Purge

app = typer.Typer(no_args_is_help=True, help="Personal data: remove names, list requests.")

ACTOR = "cli"
MAX_ID = 2**31 - 1

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
Data = Annotated[Path | None, typer.Option(help="Folder of the database and the secret key.")]
Before = Annotated[
    str, typer.Option(help="An ISO day; without one the retention of the settings decides.")
]
OfContest = Annotated[int, typer.Option("--contest", min=0, max=MAX_ID, help="This contest only.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it; without it only what would be removed.")]


@app.command("purge")
def purge(
    before: Before = "",
    contest: OfContest = 0,
    yes: Yes = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Remove names, years of birth, positions, staff codes and everything written about people of
    districts whose last round closed before the day, from the database and its log files. Results
    stay, under numbers, and a recount holds. Take a backup's age into account: old ones hold names.
    """
    settings = Settings() if data is None else Settings(data=data)
    with opened(settings) as here:
        now = here.clock()
        until = _until(before, contest, settings, now)
        if yes:
            done = purging.purge(here.database, here.writer, until, ACTOR, now, contest or None)
        else:
            done = here.database.read_now(lambda one: purging.plan(one, until, contest or None))
    report(asdict(done) | {"done": yes}, _in_words(done, until, yes=yes), as_json=as_json)


@app.command("requests")
def requests(data: Data = None, as_json: AsJson = False) -> None:
    """Open requests about data, the overdue first."""
    settings = Settings() if data is None else Settings(data=data)
    with opened(settings) as here:
        now = here.clock()
        found = here.database.read_now(lambda one: data_requests.due(one, None, now, 1))
    waiting = [one for one in found.requests if one.open_]
    lines = [
        f"{one.id}  {KIND_TEXTS[one.kind]}  {one.number}  {one.unit}  hạn {say_end(one.due_at)}"
        f"{'  QUÁ HẠN' if one.due_at <= now else ''}"
        for one in waiting
    ]
    shown = [
        {"id": one.id, "kind": one.kind.value, "number": one.number, "due_at": one.due_at}
        for one in waiting
    ]
    report(
        {"open": found.open_, "overdue": found.overdue, "requests": shown},
        "\n".join(lines) or "Không có đề nghị nào đang chờ.",
        as_json=as_json,
    )


def _until(before: str, contest: int, settings: Settings, now: int) -> int:
    """The moment before which rounds must have closed."""
    if not before:
        return now if contest else purging.retained_until(now, settings.retention_months)
    try:
        day = date.fromisoformat(before)
    except ValueError:
        typer.echo("Ngày chưa đúng; đề nghị dùng dạng NĂM-THÁNG-NGÀY, ví dụ 2027-01-31.", err=True)
        raise typer.Exit(WRONG_USE) from None
    return min(now, from_vietnam(datetime(day.year, day.month, day.day, tzinfo=VIETNAM)))


def _in_words(done: Purge, until: int, *, yes: bool) -> str:
    where = "; ".join(done.districts) or "không có đơn vị nào"
    lines = [
        f"{'Đã xóa' if yes else 'Sẽ xóa'} họ tên và thông tin riêng của {say_count(done.people)} "
        f"người, các đơn vị có vòng thi cuối cùng kết thúc trước {say_day(until)}: {where}."
    ]
    if done.kept:
        lines.append(f"Chưa xóa vì còn vòng thi của cuộc thi khác: {'; '.join(done.kept)}.")
    if yes:
        lines.append("Kết quả được giữ dưới số báo danh. Các bản sao lưu cũ vẫn còn họ tên.")
    else:
        lines.append("Chưa xóa gì; thêm --yes để xóa. Việc xóa không khôi phục được.")
    return "\n".join(lines)
