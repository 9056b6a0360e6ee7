"""`quiz rehearse`: many made-up contestants sit over HTTP before the real ones do."""

import asyncio
import json
import os
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, NoReturn, Protocol
from urllib.parse import urlsplit

import typer

from quiz.cli.common import NO, WRONG_USE, Opened, opened, report, say_no
from quiz.cli.rehearse_texts import in_words, progress_line
from quiz.rehearsal.client import NoReply
from quiz.rehearsal.keeper import Denied, Keeper
from quiz.rehearsal.machine import server_at
from quiz.rehearsal.measure import Tally
from quiz.rehearsal.run import Outcome, Plan, most_people, sit_all
from quiz.rehearsal.sitting import Habits
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_count
from quiz.settings import Settings
from quiz.stages import rehearsal

try:
    import uvloop
except ImportError:  # a system without it: slower, the same
    uvloop = None  # type: ignore[assignment]

ACTOR = "cli"
PASSWORD = "QUIZ_REHEARSE_PASSWORD"  # noqa: S105 (the variable's name)
LONGEST_MINUTES = 25
"""A paper has thirty minutes; some are for waiting."""

Url = Annotated[str, typer.Argument(help="The server's address, as contestants use it.")]
Username = Annotated[
    str, typer.Option(help=f"Province or administrator; password asked, or {PASSWORD}.")
]
Data = Annotated[
    Path | None,
    typer.Option(help="On the server's machine: its data folder, instead of signing in."),
]
People = Annotated[int, typer.Option(help="Contestants.", min=1, max=rehearsal.MOST_PEOPLE)]
Within = Annotated[float, typer.Option(help="Seconds in which all start.", min=0, max=3600)]
Taps = Annotated[
    int, typer.Option(help="Taps of each; 0: every question and some changes.", min=0, max=1000)
]
Pause = Annotated[float, typer.Option(help="Seconds between taps, on average.", min=0, max=600)]
Drops = Annotated[
    float, typer.Option(help="Of a hundred requests, so many lose the connection.", min=0, max=90)
]
AtOnce = Annotated[int, typer.Option(help="Requests on their way at most.", min=1, max=20_000)]
Yes = Annotated[bool, typer.Option("--yes", help="Also while a real round is open.")]
Remove = Annotated[bool, typer.Option("--remove", help="Only remove a rehearsal left behind.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
Out = Annotated[Path | None, typer.Option(dir_okay=False, help="Also write the JSON there.")]


class Host(Protocol):
    """Whoever makes and removes a rehearsal: over HTTP, or in the database itself."""

    async def standing(self) -> dict[str, Any]:
        """Whether a real round is open."""
        ...

    async def make(self, key: str, people: int, *, force: bool) -> tuple[int, list[str]]:
        """The round and the tickets."""
        ...

    async def remove(self, key: str, tell: Callable[[int], None]) -> None:
        """Remove it, telling how many people are left."""
        ...


class Local:
    """The database on this machine."""

    def __init__(self, contest: Opened) -> None:
        self._contest = contest

    async def standing(self) -> dict[str, Any]:
        """See Host."""
        now = self._contest.clock()
        found = await self._contest.database.read(lambda one: rehearsal.standing(one, now))
        return {"open_rounds": found.open_rounds}

    async def make(self, key: str, people: int, *, force: bool) -> tuple[int, list[str]]:
        """See Host."""
        contest = self._contest
        secret, now = contest.settings.secret(), contest.clock()
        made = await rehearsal.make(
            contest.database, contest.writer, secret, key, people, ACTOR, now, force=force
        )
        return made.round_id, list(made.tickets)

    async def remove(self, key: str, tell: Callable[[int], None]) -> None:
        """See Host."""
        contest, left = self._contest, 1
        while left:
            left = await rehearsal.remove(
                contest.database, contest.writer, contest.clock(), key, REMOVED_AT_ONCE
            )
            tell(left)


REMOVED_AT_ONCE = 1_000
"""People between two words about it."""


def rehearse(
    url: Url,
    username: Username = "",
    data: Data = None,
    people: People = 200,
    within: Within = 60.0,
    taps: Taps = 0,
    pause: Pause = 1.0,
    drops: Drops = 0.0,
    at_once: AtOnce = 2_000,
    yes: Yes = False,
    remove: Remove = False,
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Let made-up contestants sign in, start, tap and hand in, measure it, and remove all of it.

    Exit 0 when everybody has a receipt, nothing was lost and nothing went wrong; 1 otherwise.
    """
    _refuse_wrong(url, username, data, people, pause * (taps or 40) + within)
    address = url.rstrip("/")
    habits = Habits(taps, pause, drops)
    runner = asyncio.Runner(loop_factory=uvloop.new_event_loop if uvloop else None)
    with ExitStack() as stack:
        stack.enter_context(runner)
        try:
            host = _host(stack, runner, address, username, data)
            if remove:
                runner.run(host.remove("", _tell_removed))
                report({"removed": True}, "Không còn buổi diễn tập nào.", as_json=as_json)
                return
            outcome = _rehearsed(
                runner,
                host,
                people,
                yes,
                lambda round_id, tickets: Plan(address, round_id, tickets, within, at_once, habits),
            )
        except Denied as denied:
            say_no(str(denied))
        except NoReply:
            say_no(f"Máy chủ {address} không trả lời. Đề nghị kiểm tra địa chỉ và máy chủ.")
    told = outcome.as_data()
    if out is not None:
        out.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    report(told, in_words(outcome), as_json=as_json)
    if not outcome.well:
        raise typer.Exit(NO)


def _rehearsed(
    runner: asyncio.Runner,
    host: Host,
    people: int,
    yes: bool,
    plan: Callable[[int, list[str]], Plan],
) -> Outcome:
    """Make, sit, remove: removed also after Ctrl-C and after whatever went wrong."""
    if runner.run(_awaited(host.standing()))["open_rounds"] and yes:
        typer.echo("Cảnh báo: đang có vòng thi thật mở; diễn tập làm chậm bài thi thật.", err=True)
    key = secrets.token_hex(8)
    try:
        round_id, tickets = runner.run(_awaited(host.make(key, people, force=yes)))
        return runner.run(_sat(plan(round_id, tickets)))
    except KeyboardInterrupt:
        say_no("Đã dừng giữa chừng; dữ liệu diễn tập được xóa.")
    finally:
        _remove(runner, host, key)


def _remove(runner: asyncio.Runner, host: Host, key: str) -> None:
    try:
        runner.run(_awaited(host.remove(key, _tell_removed)))
    except (Denied, NoReply, Refusal):
        say_no("Chưa xóa được dữ liệu diễn tập. Đề nghị chạy lại lệnh này với --remove.")


async def _awaited(waited: Awaitable[Any]) -> Any:
    return await waited


async def _sat(plan: Plan) -> Outcome:
    parts = urlsplit(plan.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    machine = server_at(parts.hostname or "", port)
    tally, people = Tally(), len(plan.tickets)
    began, cpu = time.monotonic(), machine.cpu_seconds()
    await sit_all(plan, tally, machine, lambda tally: _show(progress_line(tally, people)))
    _show("")
    return Outcome(
        people=people,
        seconds=time.monotonic() - began,
        tally=tally,
        cpu_seconds=machine.cpu_seconds() - cpu if machine.pids else None,
        peak_bytes=machine.peak_bytes if machine.pids else None,
        why=machine.why,
    )


def _host(
    stack: ExitStack, runner: asyncio.Runner, address: str, username: str, data: Path | None
) -> Host:
    if data is not None:
        settings = Settings().model_copy(update={"data": data})
        return Local(stack.enter_context(opened(settings)))
    keeper = Keeper(address)
    runner.run(keeper.sign_in(username, _password(), _code))
    stack.callback(lambda: runner.run(keeper.sign_out()))
    return keeper


def _code() -> str:
    if not sys.stdin.isatty():
        _wrong_use("Không có màn hình để hỏi mã xác thực; đề nghị chạy lệnh tại một màn hình lệnh.")
    given: str = typer.prompt("Mã 6 chữ số của ứng dụng xác thực", err=True)
    return given


def _password() -> str:
    known = os.environ.get(PASSWORD)
    if known is not None:
        return known
    if not sys.stdin.isatty():
        _wrong_use(f"Không có màn hình để hỏi mật khẩu; đề nghị đặt biến môi trường {PASSWORD}.")
    given: str = typer.prompt("Mật khẩu", hide_input=True, err=True)
    return given


def _refuse_wrong(url: str, username: str, data: Path | None, people: int, seconds: float) -> None:
    """End the command where it cannot begin."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        _wrong_use("Địa chỉ máy chủ phải bắt đầu bằng http:// hoặc https://.")
    if bool(username) == (data is not None):
        _wrong_use(
            "Đề nghị cho một trong hai: --username (Sở Nội vụ hoặc quản trị viên), hoặc --data "
            "trên chính máy chủ."
        )
    if seconds > LONGEST_MINUTES * 60:
        _wrong_use(
            f"Với --within, --taps và --pause này, một người làm bài quá {LONGEST_MINUTES} phút, "
            "sẽ hết giờ trước khi nộp. Đề nghị giảm --pause hoặc --taps."
        )
    most = most_people()
    if people > most:
        _wrong_use(
            f"Máy này chỉ mở được {say_count(most)} kết nối cùng lúc (ulimit -n), chưa đủ cho "
            f"{say_count(people)} người. Đề nghị giảm --people hoặc nâng giới hạn rồi chạy lại."
        )


def _show(line: str) -> None:
    """The line about the progress, in place, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()


def _tell_removed(left: int) -> None:
    _show(f"Đang xóa dữ liệu diễn tập, còn {say_count(left)} người" if left else "")


def _wrong_use(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(WRONG_USE)
