"""A confirmed team as every page shows it: for the organiser and for the province."""

from quiz.rules.selection import SEAT_TEXTS
from quiz.rules.wording import say_actor, say_count, say_moment
from quiz.store.teams import LockEvent, Member, TeamView
from quiz.web.pages.team import ConfirmedTeam, Rows

SHOWN_SKIPS = 50


def confirmed_team(team: TeamView) -> ConfirmedTeam:
    """A version of a team."""
    skips = (*team.skips, *team.by_quotas)
    more = len(skips) - SHOWN_SKIPS
    return ConfirmedTeam(
        text=f"Đội tuyển được xác nhận lúc {say_moment(team.confirmed_at)}, lần {team.version}, "
        f"người xác nhận: {say_actor(team.confirmed_by)}. Mã kiểm tra: {team.digest[:16]}.",
        change_text=_change_text(team),
        eased=team.eased,
        eased_reason=team.eased_reason,
        members=tuple(
            (
                str(member.position),
                member.name,
                member.number,
                member.unit,
                member.score_text,
                str(member.place),
                seat_text(member),
            )
            for member in team.members
        ),
        skips=tuple((one.name, str(one.place), one.reason) for one in skips[:SHOWN_SKIPS]),
        more_text=f"Và {say_count(more)} người khác, xem tệp Excel." if more > 0 else "",
    )


def seat_text(member: Member) -> str:
    """`Thành viên, đội trưởng`."""
    return SEAT_TEXTS[member.seat] + (", đội trưởng" if member.captain else "")


def lock_rows(locks: tuple[LockEvent, ...]) -> Rows:
    """(when, what, version, who, why) of each."""
    return tuple(
        (
            say_moment(one.at),
            "Khóa" if one.locked else "Mở khóa",
            f"lần {one.version}",
            say_actor(one.actor),
            one.reason,
        )
        for one in locks
    )


def _change_text(team: TeamView) -> str:
    change = team.change
    if change is None:
        return ""
    came = f"{change.came} vào thay" if change.came else "không có người thay"
    return f"{change.left} rời đội, {came}. Lý do: {change.reason}"
