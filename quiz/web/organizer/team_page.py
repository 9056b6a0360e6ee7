"""The page of a round's team: the proposal with what departs from it, and the team that stands."""

from dataclasses import dataclass, field

from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.reasons import TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import SEAT_TEXTS, Proposal, Seat
from quiz.rules.wording import OLD_TEAM, say_count, say_moment
from quiz.stages.choose import Choice, Runner, Wanted
from quiz.store.teams import TeamView
from quiz.web.pages.common import Link
from quiz.web.pages.team import TeamCandidate, TeamPage
from quiz.web.skips import errors_of, hidden_of, skip_of
from quiz.web.team_views import confirmed_team

_MUST = {
    Seat.MEMBER: "đội tuyển có người đó phải bảo đảm các điều kiện của thể lệ",
    Seat.RESERVE: "phải thay được một thành viên mà đội tuyển vẫn bảo đảm các điều kiện của thể lệ",
}
"""What somebody who was named in writing needs to keep the seat on another board."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form. `loose` are reasons typed without a tick (person id -> text)."""

    wanted: Wanted
    loose: dict[int, str] = field(default_factory=dict)


def team_page(
    viewer: Viewer,
    found: Choice,
    team: TeamView | None,
    typed: Typed,
    *,
    locked: bool,
    refusal: Refusal | None = None,
) -> TeamPage:
    """The page, with the refusal of what was tried."""
    sat, rules = found.round, found.round.rules
    url = f"/staff/rounds/{sat.id}/team"
    may_choose = scope_of(viewer.role, Action.TEAM_CHOOSE) is not None
    candidates = tuple(_candidate(runner, found, typed) for runner in found.runners)
    problem = refusal or found.refusal
    errors = errors_of((one.skip for one in candidates), problem)
    typed_well = not any(one.skip.error for one in candidates)
    proposal = found.proposal
    reserves = f" và {rules.reserves} dự bị" if rules.reserves else ""
    blocked = problem is not None and problem.reason is not TeamReason.CAPTAIN_MISSING
    captain = typed.wanted.captain_id
    return TeamPage(
        title=f"Đội tuyển {sat.place}",
        contest=sat.contest,
        board_text=f"Bảng xếp hạng chính thức công bố {say_moment(found.board.published_at)}. "
        f"Mã kiểm tra: {found.board.digest[:16]}.",
        seats_text=f"Thể lệ: {rules.seats} thành viên{reserves}, lấy từ trên "
        "xuống theo bảng xếp hạng chính thức. Không chọn người có thứ hạng cao hơn thì phải nêu lý "
        "do bằng văn bản.",
        quotas=rules.team.quotas_said(),
        lacking_text=_lacking_text(found),
        url=url,
        may_choose=may_choose,
        candidates=candidates,
        more_text=_more_text(found),
        confirmable=may_choose and typed_well and not blocked and not locked,
        hidden=_hidden(found, team, typed),
        captains=_captains(proposal) if proposal and rules.team.captain else (),
        captain="" if captain is None else str(captain),
        eased=proposal.eased if proposal else (),
        eases=bool(problem and problem.reason is TeamReason.QUOTAS_UNMET)
        or bool(proposal and proposal.eased),
        eased_reason=typed.wanted.eased_reason,
        confirmed=confirmed_team(team) if team else None,
        workbook_url=f"{url}.xlsx",
        annex_url=f"{url}.docx",
        changes_url=f"{url}/changes",
        standing_text=_standing_text(team, locked=locked),
        back=Link(f"Vòng thi {sat.place}", f"/staff/rounds/{sat.id}"),
        errors=errors,
        warnings=_warnings(found, team, typed),
    )


def _warnings(found: Choice, team: TeamView | None, typed: Typed) -> tuple[str, ...]:
    said = []
    if found.tie_at_cut:
        said.append(
            "Có người cùng hạng ở ranh giới giữa thành viên và người còn lại, thể lệ không quy "
            "định bốc thăm. Đề nghị Ban Tổ chức xem xét và nêu lý do khi không chọn."
        )
    if team is None or found.proposal is None:
        return tuple(said)
    seats = {one.candidate.person_id: one.seat for one in found.proposal.chosen}
    for seat, must in _MUST.items():
        lost = [
            one.name
            for one in team.members
            if one.named
            and one.named.seat is seat
            and one.named.left in typed.wanted.skips
            and seats.get(one.person_id) not in {seat, Seat.MEMBER}
            and one.person_id not in typed.wanted.skips
        ]
        if lost:
            said.append(
                f"Đã được cử thay thế bằng văn bản nhưng không còn là {SEAT_TEXTS[seat].lower()} "
                f"trong đề xuất này: {', '.join(lost)}. Người thay thế phải có trên bảng xếp hạng "
                f"hiện hành và {must}."
            )
    return tuple(said)


def _standing_text(team: TeamView | None, *, locked: bool) -> str:
    if team and team.of_old_board:
        return OLD_TEAM
    if locked:
        return "Đội tuyển đã được Sở Nội vụ khóa, không thay đổi được nữa."
    return ""


def _lacking_text(found: Choice) -> str:
    team = found.round.rules.team
    lacking = []
    if team.women and found.without_gender:
        lacking.append(f"{say_count(found.without_gender)} người chưa ghi giới tính")
    if team.young and found.without_birth_year:
        lacking.append(f"{say_count(found.without_birth_year)} người chưa ghi năm sinh")
    if not lacking:
        return ""
    return (
        f"Trên bảng xếp hạng có {' và '.join(lacking)}; những người này không được tính vào điều "
        "kiện tương ứng. Đề nghị bổ sung danh sách thí sinh nếu cần."
    )


def _more_text(found: Choice) -> str:
    if found.proposal is None:
        return ""
    shown = {runner.candidate.person_id for runner in found.runners}
    passed = found.proposal.passed_over
    more = sum(one.candidate.person_id not in shown for one in passed)
    if not more:
        return ""
    return f"Và {say_count(more)} người khác không được chọn do các điều kiện của thể lệ."


def _hidden(found: Choice, team: TeamView | None, typed: Typed) -> tuple[tuple[str, str], ...]:
    proposal = found.proposal
    if proposal is None:
        return ()
    seen = {"board": found.board.digest, "team": str(team.version if team else 0)}
    if proposal.eased:
        seen["eased_reason"] = typed.wanted.eased_reason
    return hidden_of({one.candidate.person_id: one.reason for one in proposal.skipped}, **seen)


def _captains(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.person_id), one.name) for one in proposal.members)


def _candidate(runner: Runner, found: Choice, typed: Typed) -> TeamCandidate:
    person = runner.candidate.person_id
    seat, passed = _seat(person, found.proposal)
    if seat and person in found.named:
        passed = "Được cử thay thế bằng văn bản."
    return TeamCandidate(
        place=runner.candidate.place,
        number=runner.number,
        unit=runner.unit,
        score_text=runner.score_text,
        note=runner.note if runner.on_roster else f"Không còn trong danh sách. {runner.note}",
        passed_text=passed,
        skip=skip_of(person, runner.candidate.name, seat, typed.wanted.skips, typed.loose),
    )


def _seat(person_id: int, proposal: Proposal | None) -> tuple[str, str]:
    """(the seat in words, why the quotas passed the person over)."""
    if proposal is None:
        return "", ""
    chosen = (one for one in proposal.chosen if one.candidate.person_id == person_id)
    passed = (one for one in proposal.passed_over if one.candidate.person_id == person_id)
    seat = next((SEAT_TEXTS[one.seat] for one in chosen), "")
    return seat, next((one.reason for one in passed), "")
