"""`quiz contest`: the rounds, their boards, publishing, counting again from the ledger."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from quiz.cli import contest_making, contest_time
from quiz.cli.common import NO, Opened, opened, report, say_no
from quiz.rules.extending import MOST_MINUTES
from quiz.rules.progress import ContestLines, RoundLine
from quiz.rules.refusal import Refusal
from quiz.rules.window import PHASE_TEXTS
from quiz.rules.wording import say_count, say_duration, say_window
from quiz.settings import Settings
from quiz.stages import board, count, oversee, sit
from quiz.stages.board import BoardView
from quiz.stages.count import Recount
from quiz.store.lines import BoardLine

app = typer.Typer(
    no_args_is_help=True, help="Contests: list rounds, print boards, publish, recount, give time."
)

ACTOR = "cli"
"""Who publishes, for logs and lists."""

ROUNDS_OF_WORK = 200
"""How often 500 overdue attempts are closed before publishing, at most."""
MAX_ID = 2**31 - 1
RoundId = Annotated[int, typer.Argument(min=1, max=MAX_ID, help="A round; see `contest list`.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
AttemptId = Annotated[int, typer.Argument(min=1, max=MAX_ID, help="An attempt.")]
Minutes = Annotated[int, typer.Option(min=1, max=MOST_MINUTES, help="Added to the old deadline.")]
WhyText = Annotated[str, typer.Option("--reason", help="The ledger holds its digest.")]
SignerName = Annotated[str, typer.Option(help="The user name of a member of staff who signs.")]
FromStdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read both passwords from standard input, a line each."),
]
Candidate = Annotated[str, typer.Option(help="One candidate's number; else the whole round.")]
Mend = Annotated[
    bool, typer.Option("--mend", help="First count the tally of places anew from the results.")
]
Data = Annotated[Path | None, typer.Option(help="Folder of the database and the secret key.")]


@app.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """Every contest with every round: phase, people on the roster, who sat, who finished."""
    with _contest(data) as opened_:
        now = opened_.clock()
        contests = opened_.database.read_now(lambda found: oversee.contests(found, now))
    lines = [line for contest in contests for line in (contest.name, *_round_texts(contest))]
    report(
        [_contest_data(contest) for contest in contests],
        "\n".join(lines) or "Chưa có cuộc thi nào.",
        as_json=as_json,
    )


@app.command("board")
def board_(round_id: RoundId, data: Data = None, as_json: AsJson = False) -> None:
    """The whole board of a round with full names, official once it was published."""
    with _contest(data) as opened_:
        view, lines = opened_.database.read_now(lambda found: _whole_board(found, round_id))
    kind = f"chính thức, mã kiểm tra {view.digest}" if view.official else "tạm thời"
    report(
        {
            "round": round_id,
            "district": view.round.district,
            "official": view.official,
            "digest": view.digest,
            "lines": [_line_data(line) for line in lines],
        },
        "\n".join(
            [f"Bảng xếp hạng {view.round.place} ({kind})", *(_line_text(one) for one in lines)]
        ),
        as_json=as_json,
    )


@app.command("publish")
def publish(round_id: RoundId, data: Data = None, as_json: AsJson = False) -> None:
    """Close what is overdue, count everything again and freeze the official board. Publishing
    again gives the board that there is. Exit 1 where it may not be published yet."""
    with _contest(data) as opened_:
        now = opened_.clock()
        asyncio.run(_bring_up_to_date(opened_, now))
        published = count.publish(opened_.database, opened_.writer, round_id, ACTOR, now)
    report(
        {"board": published.board_id, "version": published.version, "digest": published.digest},
        f"Bảng xếp hạng chính thức lần {published.version}, mã kiểm tra {published.digest}.",
        as_json=as_json,
    )


@app.command("recount")
def recount(
    round_id: RoundId, mend: Mend = False, data: Data = None, as_json: AsJson = False
) -> None:
    """Count the round again from its ledger. Exit 1 where a result differs, the chain is broken or
    the tally of places is wrong."""
    with _contest(data) as opened_:
        if mend:
            count.mend_tally(opened_.writer, round_id)
        found = opened_.database.read_now(lambda one: count.recount(one, round_id))
    holds = not (found.differences or found.wrong_tallies) and found.broken_link is None
    report(
        {
            "round": round_id,
            "entries": found.head,
            "people": found.attempts,
            "results": len(found.results),
            "differences": list(found.differences),
            "broken_link": found.broken_link,
            "wrong_tallies": found.wrong_tallies,
            "holds": holds,
        },
        _recount_text(found),
        as_json=as_json,
    )
    if not holds:
        raise typer.Exit(NO)


@app.command("make")
def make(path: contest_making.ContestFilePath, data: Data = None, as_json: AsJson = False) -> None:
    """A contest as the file describes it, not yet opened. The same name again replaces the draft.
    Exit 1 where the file, its bank or its rules do not do."""
    with _contest(data) as opened_:
        made = contest_making.make(opened_, path, ACTOR)
    text = f"Cuộc thi {made['contest']}: {made['rounds']} vòng thi, chưa mở."
    report(made, text, as_json=as_json)


@app.command("open")
def open_(
    contest_id: RoundId,
    law_seen: contest_making.LawSeen = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Freeze a contest's rules and bank and begin its rounds. Opening again changes nothing. Exit 1
    where the law library doubts legal bases, until --law-seen says that this was seen."""
    with _contest(data) as opened_:
        opened_now = contest_making.open_(opened_, contest_id, ACTOR, law_seen)
    lines = [f"Đã mở cuộc thi “{opened_now['name']}”."]
    lines += [f"  {one['id']:>4}  {one['district']}" for one in opened_now["rounds"]]
    report(opened_now, "\n".join(lines), as_json=as_json)


@app.command("team")
def team(
    round_id: RoundId, out: contest_making.Out = None, data: Data = None, as_json: AsJson = False
) -> None:
    """The confirmed team, as a list for signing with --out. Exit 1 while there is none."""
    with _contest(data) as opened_:
        found = contest_making.team(opened_, round_id, out)
    report(contest_making.team_data(found), contest_making.team_text(found), as_json=as_json)


@app.command("extend")
def extend(
    round_id: RoundId,
    minutes: Minutes,
    reason: WhyText,
    number: Candidate = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Give time to everybody who sits the round, or to one candidate. More than ten at once wait
    for a member of staff to confirm on the round's page."""
    with _contest(data) as opened_:
        asked = contest_time.extend(opened_, round_id, minutes, reason, number, ACTOR)
    report(asdict(asked), contest_time.extend_text(asked), as_json=as_json)


@app.command("void")
def void(
    attempt_id: AttemptId,
    reason: WhyText,
    by: SignerName,
    signed_by: SignerName,
    password_stdin: FromStdin = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Take an attempt out of the contest: it ends and does not count. Two members of staff sign,
    each with the own password. Voiding again changes nothing. Once results are ranked for good,
    only a decision voids."""
    signers = (by, signed_by)
    with _contest(data) as opened_:
        voided = contest_time.void(opened_, attempt_id, reason, signers, from_stdin=password_stdin)
    report(voided, f"Đã hủy lượt thi {voided['attempt']}.", as_json=as_json)


@contextmanager
def _contest(data: Path | None) -> Iterator[Opened]:
    """The database; what is refused inside ends the command."""
    settings = Settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    with opened(settings) as opened_:
        try:
            yield opened_
        except Refusal as refusal:
            say_no(refusal)


async def _bring_up_to_date(opened_: Opened, now: int) -> None:
    """What the server's worker does every second, in case no server runs."""
    for _ in range(ROUNDS_OF_WORK):
        closed = await sit.expire(opened_.database, opened_.writer, now)
        settled = await count.settle_all(opened_.database, opened_.writer)
        if not closed and not settled:
            break


def _whole_board(connection: Connection, round_id: int) -> tuple[BoardView, list[BoardLine]]:
    view = board.read_board(connection, round_id)
    lines = list(view.lines)
    for page in range(2, view.pages + 1):
        lines += board.read_board(connection, round_id, page).lines
    return view, lines


def _round_texts(contest: ContestLines) -> list[str]:
    return [
        f"  {line.id:>4}  {line.district}: {PHASE_TEXTS[line.phase].lower()}, "
        f"{say_window(line.window.opens_at, line.window.closes_at)}; "
        f"{say_count(line.roster)} người trong danh sách, {say_count(line.sat)} đã vào thi, "
        f"{say_count(line.finished)} đã nộp bài"
        for line in contest.rounds
    ]


def _contest_data(contest: ContestLines) -> dict[str, Any]:
    return {
        "id": contest.id,
        "name": contest.name,
        "opened": contest.opened,
        "rounds": [_round_data(line) for line in contest.rounds],
    }


def _round_data(line: RoundLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "district": line.district,
        "phase": line.phase.value,
        "opens_at": line.window.opens_at,
        "closes_at": line.window.closes_at,
        "roster": line.roster,
        "sat": line.sat,
        "finished": line.finished,
        "running": line.running,
        "team_version": line.team_version,
    }


def _line_data(line: BoardLine) -> dict[str, Any]:
    return {
        "place": line.place,
        "number": line.number,
        "name": line.name,
        "unit": line.unit,
        "score": line.score.correct_count,
        "score_text": line.score_text,
        "hard": line.score.hard_count,
        "duration_ms": line.score.duration_ms,
        "ended_at": line.score.ended_at,
    }


def _line_text(line: BoardLine) -> str:
    return (
        f"{line.place:>5}  {line.number}  {line.name} ({line.unit}): điểm {line.score_text}, "
        f"{say_duration(line.score.duration_ms)}"
    )


def _recount_text(found: Recount) -> str:
    counted = f"Đã tính lại {found.attempts} người từ {found.head} dòng nhật ký"
    if found.broken_link is not None:
        return f"{counted}: nhật ký không khớp từ dòng {found.broken_link}."
    if found.differences:
        return f"{counted}: {len(found.differences)} kết quả đang lưu khác kết quả tính lại."
    if found.wrong_tallies:
        return (
            f"{counted}: khớp với kết quả đang lưu, nhưng bảng đếm thứ hạng sai ở "
            f"{found.wrong_tallies} chỗ. Đề nghị chạy lại lệnh này với --mend."
        )
    return f"{counted}: khớp với kết quả đang lưu, nhật ký nguyên vẹn."
