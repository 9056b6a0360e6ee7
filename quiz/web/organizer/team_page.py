"""The page of a round's team: the proposal with what departs from it, and the team that stands."""

from dataclasses import dataclass, field

from question_bank.vietnamese import clean, squeeze
from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.selection import SEAT_TEXTS, Proposal
from quiz.rules.wording import OLD_TEAM, say_count, say_moment
from quiz.stages.choose import Choice, Runner, Wanted
from quiz.store.teams import TeamView
from quiz.web.pages.common import Link
from quiz.web.pages.team import TeamCandidate, TeamPage
from quiz.web.team_views import confirmed_team


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
    errors = any(candidate.error for candidate in candidates)
    proposal = found.proposal
    reserves = f" và {rules.reserves} dự bị" if rules.reserves else ""
    blocked = problem is not None and problem.reason is not Reason.CAPTAIN_MISSING
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
        board_digest=found.board.digest,
        team_version=team.version if team else 0,
        confirmable=may_choose and not errors and not blocked and not locked,
        hidden=_hidden(proposal, typed) if proposal else (),
        captains=_captains(proposal) if proposal and rules.team.captain else (),
        captain="" if captain is None else str(captain),
        eased=proposal.eased if proposal else (),
        eases=bool(problem and problem.reason is Reason.QUOTAS_UNMET)
        or bool(proposal and proposal.eased),
        eased_reason=typed.wanted.eased_reason,
        confirmed=confirmed_team(team) if team else None,
        workbook_url=f"{url}.xlsx",
        annex_url=f"{url}.docx",
        changes_url=f"{url}/changes",
        standing_text=_standing_text(team, locked=locked),
        back=Link(f"Vòng thi {sat.place}", f"/staff/rounds/{sat.id}"),
        problem=problem.sentence if problem and not errors else "",
        warning=(
            "Có người cùng hạng ở ranh giới giữa thành viên và người còn lại, thể lệ không quy "
            "định bốc thăm. Đề nghị Ban Tổ chức xem xét và nêu lý do khi không chọn."
            if found.tie_at_cut
            else ""
        ),
    )


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


def _hidden(proposal: Proposal, typed: Typed) -> tuple[tuple[str, str], ...]:
    skipped = [(one.candidate.person_id, one.reason) for one in proposal.skipped]
    hidden = [(f"skip_{person}", "1") for person, _ in skipped]
    hidden += [(f"reason_{person}", reason) for person, reason in skipped]
    if proposal.eased:
        hidden.append(("eased_reason", typed.wanted.eased_reason))
    return tuple(hidden)


def _captains(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.person_id), one.name) for one in proposal.members)


def _candidate(runner: Runner, found: Choice, typed: Typed) -> TeamCandidate:
    person, skips = runner.candidate.person_id, typed.wanted.skips
    reason = skips.get(person, typed.loose.get(person, ""))
    error = ""
    if person in skips and not squeeze(reason):
        error = "Chưa nêu lý do không chọn."
    elif person in typed.loose:
        error = "Đã ghi lý do nhưng chưa đánh dấu “Không chọn”."
    elif refused := clean(reason)[1]:
        error = refused[0]
    seat, passed = _seat(person, found.proposal)
    return TeamCandidate(
        person_id=person,
        place=runner.candidate.place,
        name=runner.candidate.name,
        number=runner.number,
        unit=runner.unit,
        score_text=runner.score_text,
        note=runner.note if runner.on_roster else f"Không còn trong danh sách. {runner.note}",
        seat_text=seat,
        passed_text=passed,
        skipped=person in skips,
        reason=reason,
        error=error,
    )


def _seat(person_id: int, proposal: Proposal | None) -> tuple[str, str]:
    """(the seat in words, why the quotas passed the person over)."""
    if proposal is None:
        return "", ""
    chosen = (one for one in proposal.chosen if one.candidate.person_id == person_id)
    passed = (one for one in proposal.passed_over if one.candidate.person_id == person_id)
    seat = next((SEAT_TEXTS[one.seat] for one in chosen), "")
    return seat, next((one.reason for one in passed), "")
