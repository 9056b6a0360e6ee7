"""`quiz contest make`, `open` and `team`: from a file to rounds, and from a board to a team."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from question_bank.bank import Bank
from question_bank.carried import asks_about_marks
from question_bank.finding import UnreadableFile
from quiz.cli.common import WRONG_USE, Opened, say_no
from quiz.rules.contest_file import RoundFile, read_contest
from quiz.rules.draft import Draft, Series
from quiz.rules.reasons import ContestReason, RequestReason, TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import SEAT_TEXTS
from quiz.rules.wording import say_moment
from quiz.stages import author, choices, oversee, prepare, report, units
from quiz.store import teams
from quiz.store.teams import TeamView

ContestFilePath = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="A TOML file; see docs/contest-file.md.")
]
Out = Annotated[Path | None, typer.Option(help="Write the list there: .docx or .xlsx.")]
LawSeen = Annotated[
    str,
    typer.Option(
        "--law-seen", help="Open although the law library doubts legal bases: the code it names."
    ),
]
SHORTEST_DIGEST = 8


def make(opened_: Opened, path: Path, actor: str) -> dict[str, Any]:
    """The contest that the file describes, not yet opened. Its bank is published where it is a
    path. The same file again replaces the draft.
    """
    wanted = read_contest(path.read_bytes())
    now = opened_.clock()
    version_id = _bank(opened_, wanted.bank, path.parent, actor, now)
    bank = opened_.database.read_now(lambda one: choices.bank(one, version_id))
    districts = {
        place.code: place.id for place in units.places(opened_.database).all if place.is_district
    }
    draft = Draft(
        wanted.name,
        wanted.rules_for(bank),
        version_id,
        wanted.windows_of(districts),
        tuple(_series(opened_, one, path.parent, bank, actor, now) for one in wanted.rounds),
        wanted.label,
        wanted.audience,
        wanted.kind,
    )
    contest_id = prepare.put_contest(opened_.database, draft, actor, now)
    rounds = len(draft.windows) * (1 + len(draft.series))
    return {"contest": contest_id, "bank": version_id, "rounds": rounds}


def _series(
    opened_: Opened, wanted: RoundFile, folder: Path, bank: Bank, actor: str, now: int
) -> Series:
    if not wanted.bank:
        return wanted.series(None, bank)
    version_id = _bank(opened_, wanted.bank, folder, actor, now)
    own = opened_.database.read_now(lambda one: choices.bank(one, version_id))
    return wanted.series(version_id, own)


def open_(opened_: Opened, contest_id: int, actor: str, law_seen: str) -> dict[str, Any]:
    """Freeze rules and bank, begin the ledgers. Opening again changes nothing. What the law library
    has against the bank ends the command with the option that says that it was seen.
    """
    now = opened_.clock()
    try:
        prepare.open_contest(opened_.database, contest_id, actor, now, law_seen)
    except Refusal as refusal:
        if refusal.reason is not ContestReason.LAW_DOUBTS:
            raise
        doubts = prepare.law_doubts(opened_.database, contest_id)
        say_no(f"{refusal.sentence}\n  quiz contest open {contest_id} --law-seen {doubts.digest}")
    view = opened_.database.read_now(lambda one: oversee.contest(one, contest_id, now))
    rounds = [{"id": one.round_id, "district": one.district} for one in view.windows]
    return {"contest": contest_id, "name": view.name, "rounds": rounds}


def team(opened_: Opened, round_id: int, out: Path | None) -> TeamView:
    """The confirmed team, also written as a file."""
    database = opened_.database
    if out is not None:
        kind = out.suffix.lower()
        if kind not in {".docx", ".xlsx"}:
            typer.echo("Đuôi tệp phải là .docx hoặc .xlsx.", err=True)
            raise typer.Exit(WRONG_USE)
        now = opened_.clock()
        file = database.read_now(
            lambda one: (
                report.team_annex(one, round_id, now)
                if kind == ".docx"
                else report.team_workbook(one, round_id)
            )
        )
        try:
            out.write_bytes(file.content)
        except OSError as error:
            say_no(f"Không ghi được tệp {out}: {error.strerror}.")
    found = database.read_now(lambda one: teams.read_team(one, round_id))
    if found is None:
        database.read_now(lambda one: oversee.one_round(one, round_id, opened_.clock()))
        raise Refusal(TeamReason.NO_TEAM)
    return found


def team_data(found: TeamView) -> dict[str, Any]:
    """For a program."""
    return {
        "version": found.version,
        "digest": found.digest,
        "board_digest": found.board_digest,
        "confirmed_at": found.confirmed_at,
        "members": [
            {"position": one.position, "seat": one.seat.value, "number": one.number}
            | {"name": one.name, "unit": one.unit, "place": one.place, "score": one.correct_count}
            | {"score_text": one.score_text}
            | {"captain": one.captain}
            for one in found.members
        ],
        "skips": [
            {"number": one.number, "name": one.name, "place": one.place, "reason": one.reason}
            | {"by_quota": one.by_quota}
            for one in found.passed_over
        ],
        "eased": list(found.eased),
        "eased_reason": found.eased_reason,
        "of_old_board": found.of_old_board,
    }


def team_text(found: TeamView) -> str:
    """For a person."""
    lines = [
        f"Đội tuyển {found.round.place}, xác nhận lúc {say_moment(found.confirmed_at)}, lần "
        f"{found.version}, mã kiểm tra {found.digest[:16]}"
    ]
    lines += [
        f"{one.position:>4}  {one.number}  {one.name} ({one.unit}): {SEAT_TEXTS[one.seat]}"
        f"{', đội trưởng' if one.captain else ''}, hạng {one.place}"
        for one in found.members
    ]
    lines += [
        f"      không chọn {one.name} (hạng {one.place}): {one.reason}" for one in found.passed_over
    ]
    if found.eased:
        lines.append(f"Không bảo đảm: {'; '.join(found.eased)}. Lý do: {found.eased_reason}")
    if found.of_old_board:
        lines.append("Đội tuyển được chọn từ bảng xếp hạng cũ, cần chọn lại.")
    return "\n".join(lines)


def _bank(opened_: Opened, wanted: str, folder: Path, actor: str, now: int) -> int:
    """The published version that the file names: by a path beside it, or by its digest."""
    path = folder / wanted
    if os.path.exists(path):  # unlike Path.exists, False for a name that no file can have
        try:
            checked = author.check(path, path.resolve().name)
        except UnreadableFile as error:
            say_no(str(error))
        if any(map(asks_about_marks, checked.findings)):
            sentence = (
                f"Tệp {path.name} chỉ đánh dấu đáp án bằng định dạng chữ; đề nghị chạy quiz bank "
                "publish với --keys-by-marks rồi ghi mã phiên bản thay cho tên tệp."
            )
            raise Refusal(RequestReason.UNREADABLE_FILE, sentence=sentence)
        return author.publish(opened_.database, checked.bank, actor, now)
    if len(wanted) >= SHORTEST_DIGEST:
        for one in opened_.database.read_now(choices.banks):
            if one.digest.startswith(wanted.lower()):
                return one.id
    sentence = f"Không có tệp {path} và không có ngân hàng đã công bố nào mang mã “{wanted}”."
    raise Refusal(RequestReason.UNREADABLE_FILE, sentence=sentence)
