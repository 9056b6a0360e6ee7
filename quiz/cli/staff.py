"""`quiz staff`: who may sign in, in which role. The first administrator is made here."""

from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from quiz.cli.common import Opened, opened, read_password, report, say_no, say_setup_link
from quiz.clock import system_clock
from quiz.rules.access import ROLE_TITLES, Role
from quiz.rules.reasons import StaffReason
from quiz.rules.refusal import Refusal
from quiz.rules.staffing import canonical_username
from quiz.rules.wording import say_moment
from quiz.settings import Settings
from quiz.stages import staffing
from quiz.stages.staffing import Account, Member
from quiz.store.staff_sessions import OpenSession

app = typer.Typer(no_args_is_help=True, help="Staff: accounts, links, codes, sessions.")

ACTOR = "cli"


class StaffRole(StrEnum):
    """The roles that sign in with a password."""

    AUTHOR = Role.AUTHOR.value
    REVIEWER = Role.REVIEWER.value
    JURY = Role.JURY.value
    AUDITOR = Role.AUDITOR.value
    ORGANIZER = Role.ORGANIZER.value
    PROVINCE = Role.PROVINCE.value
    ADMINISTRATOR = Role.ADMINISTRATOR.value


Username = Annotated[str, typer.Argument(help="The user name; case does not matter.")]
FromStdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input's first line."),
]
Districts = Annotated[
    list[str] | None, typer.Option(help="An organiser's district, by code; several times for more.")
]
Number = Annotated[
    str | None,
    typer.Option(help="The owner's candidate number, where on the roster; empty for none."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
Data = Annotated[Path | None, typer.Option(help="Folder of the database and the secret key.")]


@app.command("add")
def add(
    username: Username,
    name: Annotated[str, typer.Option(help="The person's or the office's name.")],
    role: Annotated[StaffRole, typer.Option(help="What this person may do.")],
    district: Districts = None,
    number: Number = None,
    password_stdin: FromStdin = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make an account. The password has 12 to 128 characters, whichever. Whoever has an account
    and is named by candidate number cannot compete."""
    password = read_password("Mật khẩu", from_stdin=password_stdin, twice=True)
    member = Member(
        username, name, Role(role), tuple(district or ()), active=True, number=number or ""
    )
    made = _run(
        data,
        lambda contest: staffing.add(contest.database, member, password, ACTOR, system_clock()),
    )
    report({"username": made}, f"Đã lập tài khoản “{made}”.", as_json=as_json)


@app.command("change")
def change(
    username: Username,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    role: Annotated[StaffRole | None, typer.Option(help="Another role.")] = None,
    district: Districts = None,
    number: Number = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Give another name, role, districts (all of them anew) or candidate number. Holds on the next
    request."""
    _run(
        data,
        lambda contest: staffing.change(
            contest.database,
            username,
            name=name,
            role=Role(role) if role else None,
            districts=tuple(district) if district else None,
            number=number,
            actor=ACTOR,
            now=system_clock(),
        ),
    )
    report({"username": username}, f"Đã sửa tài khoản “{username}”.", as_json=as_json)


@app.command("password")
def password(
    username: Username,
    password_stdin: FromStdin = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Set another password and end the sessions. A disabled account works again after it."""
    new = read_password("Mật khẩu", from_stdin=password_stdin, twice=True)
    _run(
        data,
        lambda contest: staffing.set_password(
            contest.database, username, new, ACTOR, system_clock()
        ),
    )
    report(
        {"username": username},
        f"Đã đặt mật khẩu mới cho “{username}”; các phiên đăng nhập cũ đã kết thúc.",
        as_json=as_json,
    )


@app.command("disable")
def disable(username: Username, data: Data = None, as_json: AsJson = False) -> None:
    """Close an account at once and end its sessions."""
    _run(
        data,
        lambda contest: staffing.disable(contest.database, username, ACTOR, system_clock()),
    )
    report(
        {"username": username},
        f"Đã khóa tài khoản “{username}”; các phiên đăng nhập đã kết thúc.",
        as_json=as_json,
    )


@app.command("setup-link")
def setup_link(data: Data = None) -> None:
    """Print a link that makes the first administrator; once, for 24 hours. Says no where an
    administrator can sign in."""
    typer.echo(_run(data, say_setup_link))


@app.command("link")
def link(username: Username, data: Data = None, as_json: AsJson = False) -> None:
    """Print a link by which the owner sets the password; once, for 24 hours where the account has
    none yet, for 10 minutes otherwise."""

    def make(contest: Opened) -> tuple[str, int]:
        staff_id = _account(contest, username).id
        secret, until = staffing.make_link(contest.database, staff_id, ACTOR, contest.clock())
        return f"{contest.settings.base_url.rstrip('/')}/password-link#{secret}", until

    address, until = _run(data, make)
    text = f"{address}\nDùng được một lần, đến {say_moment(until)}."
    report({"link": address, "until": until}, text, as_json=as_json)


@app.command("totp-reset")
def totp_reset(username: Username, data: Data = None, as_json: AsJson = False) -> None:
    """Untie the app from the account: its owner ties one anew at the next sign-in."""
    _run(
        data,
        lambda contest: staffing.reset_totp(contest.database, username, ACTOR, system_clock()),
    )
    text = f"Đã hủy mã xác thực của “{username}”; các phiên đăng nhập đã kết thúc."
    report({"username": username}, text, as_json=as_json)


@app.command("sessions")
def sessions(
    username: Username,
    end: Annotated[bool, typer.Option("--end", help="End them all.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """The account's open sessions."""

    def find(contest: Opened) -> tuple[OpenSession, ...]:
        now = contest.clock()
        if end:
            staffing.end_all(contest.database, username, ACTOR, now)
        staff_id = _account(contest, username).id
        return staffing.sessions_of(contest.database, staff_id, contest.settings.terms, now)

    found = _run(data, find)
    report(
        [asdict(one) for one in found],
        "\n".join(
            f"{one.browser or 'Không rõ'}  từ {say_moment(one.created_at)}"
            f"  dùng lần cuối {say_moment(one.seen_at)}"
            for one in found
        )
        or "Không có phiên nào đang mở.",
        as_json=as_json,
    )


def _account(contest: Opened, username: str) -> Account:
    canonical = canonical_username(username)
    for account in staffing.accounts(contest.database):
        if account.member.username == canonical:
            return account
    raise Refusal(StaffReason.UNKNOWN_STAFF)


@app.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """Every account with its role and districts."""
    members = _run(data, lambda contest: staffing.list_staff(contest.database))
    report(
        [asdict(member) for member in members],
        "\n".join(map(_line, members)) or "Chưa có tài khoản nào.",
        as_json=as_json,
    )


def _line(member: Member) -> str:
    parts = [member.username, member.name, ROLE_TITLES[member.role], ", ".join(member.districts)]
    parts.append(f"số báo danh {member.number}" if member.number else "")
    return "  ".join(part for part in [*parts, "" if member.active else "đã khóa"] if part)


def _run(data: Path | None, verb: Callable[[Opened], Any]) -> Any:
    settings = Settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    with opened(settings) as contest:
        try:
            return verb(contest)
        except Refusal as refusal:
            say_no(refusal)
