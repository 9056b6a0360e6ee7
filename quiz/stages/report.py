"""Put a round's team on paper: files that offices edit."""

import io
from datetime import UTC, datetime

from sqlalchemy import Connection

from question_bank.vietnamese import squeeze
from quiz.documents import decree
from quiz.documents.exports import File
from quiz.documents.workbook import Sheet, workbook
from quiz.rules.reasons import TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import SEAT_TEXTS
from quiz.rules.wording import say_count, say_moment
from quiz.store import rows, teams
from quiz.store.teams import Member, PassedOver, TeamView

MOST_PRINTED = 50
"""Of those passed over, in the annex; the workbook holds everybody."""


def team_workbook(connection: Connection, round_id: int) -> File:
    """The confirmed team and those passed over. Refuses while there is none."""
    team = _team(connection, round_id)
    members = Sheet(
        title="Đội tuyển",
        above=(
            f"DANH SÁCH ĐỘI TUYỂN {team.round.district.upper()}",
            team.round.contest,
            _basis(team),
            *_remarks(team),
        ),
        headers=("STT", "Số báo danh", *_TEAM_HEADERS[1:]),
        rows=[
            (row[0], member.number, *row[1:])
            for member, row in ((member, _team_row(member)) for member in team.members)
        ],
    )
    skips = Sheet(
        title="Không chọn",
        above=("NGƯỜI KHÔNG ĐƯỢC CHỌN VÀ LÝ DO", team.round.contest),
        headers=("Hạng", "Số báo danh", "Họ và tên", "Lý do"),
        rows=[(str(skip.place), skip.number, skip.name, skip.reason) for skip in _skips(team)],
    )
    return File(f"Đội tuyển {team.round.place}.xlsx", workbook([members, skips]))


def team_annex(connection: Connection, round_id: int, now: int) -> File:
    """The list of the team as an annex to a decision, in the layout of Decree 30/2020. Refuses
    while there is none."""
    team = _team(connection, round_id)
    document = decree.new_document()
    moment = datetime.fromtimestamp(now / 1000, UTC).replace(tzinfo=None, microsecond=0)
    properties = document.core_properties
    properties.author, properties.title = "", "Danh sách đội tuyển"
    properties.comments = ""
    properties.created = properties.modified = moment
    decree.head(document, f"Ủy ban nhân dân\n{team.round.district}", "")
    decree.title(
        document, "Danh sách đội tuyển", f"{team.round.place} tham gia", team.round.contest
    )
    decree.body(
        document,
        "(Kèm theo Quyết định số           /QĐ-           ngày       tháng       năm           )",
        italic=True,
        align=decree.CENTRE,
    )
    decree.grid(
        document,
        _TEAM_HEADERS,
        [_team_row(member) for member in team.members],
        shares=(0.07, 0.22, 0.09, 0.14, 0.18, 0.09, 0.08, 0.13),
        centred=frozenset({0, 2, 5, 6, 7}),
    )
    for remark in _remarks(team):
        decree.body(document, remark)
    skips = _skips(team)
    if skips:
        decree.body(document, "Người có thứ hạng cao hơn không được chọn và lý do:")
        for skip in skips[:MOST_PRINTED]:
            decree.body(document, f"- {squeeze(skip.name)} (hạng {skip.place}): {skip.reason}")
    if len(skips) > MOST_PRINTED:
        more = say_count(len(skips) - MOST_PRINTED)
        decree.body(document, f"- Và {more} người khác theo danh sách kèm theo.")
    decree.body(document, f"{_basis(team)}/.")
    decree.signature(document, ("Như trên", "Lưu: VT, NV"))
    output = io.BytesIO()
    document.save(output)
    return File(f"Danh sách đội tuyển {team.round.place}.docx", output.getvalue())


_TEAM_HEADERS = (
    "STT",
    "Họ và tên",
    "Năm sinh",
    "Chức vụ",
    "Đơn vị",
    "Điểm",
    "Hạng",
    "Ghi chú",
)


def _team_row(member: Member) -> tuple[str, ...]:
    return (
        str(member.position),
        squeeze(member.name),
        str(member.birth_year or ""),
        squeeze(member.job),
        squeeze(member.unit),
        member.score_text,
        str(member.place),
        SEAT_TEXTS[member.seat] + (", đội trưởng" if member.captain else ""),
    )


def _skips(team: TeamView) -> tuple[PassedOver, ...]:
    """Everybody passed over; what somebody wrote stands before what follows from the quotas."""
    return (*team.skips, *team.by_quotas)


def _remarks(team: TeamView) -> tuple[str, ...]:
    """What whoever signs must know: the last substitution, and quotas that are not kept."""
    said = []
    if team.change:
        came = f"{team.change.came} vào thay" if team.change.came else "không có người thay"
        said.append(f"{team.change.left} rời đội, {came}. Lý do: {team.change.reason}")
    if team.eased:
        said.append(
            f"Không bảo đảm điều kiện của thể lệ: {'; '.join(team.eased)}. Lý do: "
            f"{team.eased_reason}"
        )
    return tuple(map(squeeze, said))


def _team(connection: Connection, round_id: int) -> TeamView:
    rows.refuse_draft(rows.read_round(connection, round_id))
    team = teams.read_team(connection, round_id)
    if team is None:
        raise Refusal(TeamReason.NO_TEAM)
    return team


def _basis(team: TeamView) -> str:
    return (
        f"Lập theo bảng xếp hạng chính thức của vòng thi (mã kiểm tra {team.board_digest[:16]}); "
        f"đội tuyển được xác nhận lúc {say_moment(team.confirmed_at)}, lần {team.version} (mã kiểm "
        f"tra {team.digest[:16]})."
    )
