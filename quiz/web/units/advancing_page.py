"""The page of the units that go on: the proposal with what departs from it, and the confirmed
versions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.advancing import Decided
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_actor, say_end, say_moment
from quiz.stages import unit_files
from quiz.stages.advancing import Proposal
from quiz.store.advancing import AdvanceList
from quiz.web.pages.common import Link
from quiz.web.pages.units import AdvancingPage, AdvancingUnit, AdvancingVersion
from quiz.web.skips import errors_of, hidden_of, skip_of
from quiz.web.team_views import lock_rows
from quiz.web.units.reach import base_of, crumbs_of, query_of, tabs_of

TITLE = "Đơn vị vào vòng sau"
MARGIN = 10
"""How many units that do not go on can be passed over beforehand."""
MOST_REASONS = 200
"""Units with a field for a reason beside each: a form may not have more than forms.MAX_FIELDS."""
_LONG = (
    "Danh sách dài: đánh dấu “Không chọn” rồi bấm “Xem lại đề xuất”, ô ghi lý do hiện ra bên cạnh "
    "đơn vị đã đánh dấu."
)
SUFFIXES = ("xlsx", "csv")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form. `loose` are reasons typed without a tick (unit id -> text)."""

    skips: Mapping[int, str]
    loose: Mapping[int, str] = field(default_factory=dict)


def confirmed_text(found: Proposal) -> str:
    """By whom and when the newest version was confirmed, or that none was."""
    if found.ranking.beside_rules:
        return ""
    if found.standing is None:
        return "Đề xuất theo bảng xếp hạng, chưa được xác nhận."
    old = " Lập từ bảng xếp hạng đơn vị cũ." if found.of_old_ranking else ""
    return f"{_version_text(found.standing)}{old}"


def advancing_page(
    viewer: Viewer, found: Proposal, typed: Typed, now: int, refusal: Refusal | None = None
) -> AdvancingPage:
    """The page, with the refusal of what was tried."""
    ranking = found.ranking
    url = f"{base_of(ranking)}/advancing"
    rules = ranking.rules.advancing.sentences()
    may = scope_of(viewer.role, Action.UNIT_ADVANCE) is not None and not ranking.beside_rules
    chooses = may and ranking.official and bool(rules) and not found.locked
    shown = _shown(found) if chooses else []
    few = len(shown) <= MOST_REASONS
    candidates = tuple(_candidate(one, typed, few=few) for one in shown)
    errors = errors_of((one.skip for one in candidates), refusal or found.refusal)
    version = found.standing.version if found.standing else 0
    lockable = found.standing is not None and not found.locked and not found.of_old_ranking
    return AdvancingPage(
        title=TITLE,
        contest=ranking.contest,
        crumbs=crumbs_of(ranking, TITLE),
        status_text=unit_files.status_text(ranking),
        official=ranking.official,
        rules=rules or ("Thể lệ không chọn đơn vị vào vòng sau.",),
        tabs=tabs_of(ranking, "advancing"),
        going=tuple(_row(one) for one in found.units if one.way is not None),
        others=tuple(_row(one) for one in found.units if one.way is None) if rules else (),
        unplaced=tuple(
            (line.unit.name, line.said) for line in ranking.lines if line.whole_place is None
        ),
        file_urls=tuple(
            Link(f"Tải phụ lục .{suffix}", f"{url}.{suffix}{query_of(ranking)}")
            for suffix in (SUFFIXES if rules and not found.refusal else ())
        ),
        url=url,
        candidates=candidates,
        long_text="" if few else _LONG,
        version=version,
        confirmable=chooses and not errors,
        hidden=hidden_of(typed.skips, board=found.basis, version=str(version)),
        versions=_versions(found),
        standing_texts=_standing_texts(found, now),
        locks=lock_rows(found.locks),
        lock_url=f"{url}/lock" if may and lockable else "",
        unlock_url=f"{url}/unlock" if may and found.locked else "",
        errors=errors,
    )


def _shown(found: Proposal) -> list[Decided]:
    """The units that can be ticked: those that go on, those that are passed over, and the next."""
    others = [one for one in found.units if one.way is None and not one.skipped][:MARGIN]
    return [one for one in found.units if one.way is not None or one.skipped or one in others]


def _candidate(one: Decided, typed: Typed, *, few: bool) -> AdvancingUnit:
    unit, seat = one.unit, "Vào vòng sau" if one.way is not None else ""
    return AdvancingUnit(
        place=unit.place,
        cluster=unit.cluster,
        reason_text="" if one.skipped else one.reason,
        note=unit_files.advancing_note(one) if one.tied else "",
        skip=skip_of(unit.unit_id, unit.name, seat, typed.skips, typed.loose, few=few),
    )


def _versions(found: Proposal) -> tuple[AdvancingVersion, ...]:
    before = (*found.lists, None)[1:]
    return tuple(_version(one, last) for one, last in zip(found.lists, before, strict=True))


def _version(one: AdvanceList, before: AdvanceList | None) -> AdvancingVersion:
    return AdvancingVersion(
        text=_version_text(one),
        change_text=_change_text(one, before) if before else "",
        going=tuple(_row(unit) for unit in one.units if unit.way is not None),
        skips=tuple(
            (unit.unit.name, str(unit.unit.place), unit.reason)
            for unit in one.units
            if unit.skipped
        ),
    )


def _version_text(one: AdvanceList) -> str:
    return (
        f"Danh sách được xác nhận lúc {say_moment(one.confirmed_at)}, lần {one.version}, người xác "
        f"nhận: {say_actor(one.confirmed_by)}. Mã kiểm tra: {one.digest[:16]}."
    )


def _change_text(one: AdvanceList, before: AdvanceList) -> str:
    names = {unit.unit.unit_id: unit.unit.name for unit in (*before.units, *one.units)}
    left, came = before.going - one.going, one.going - before.going
    said = []
    if left:
        said.append(f"Không vào vòng sau nữa: {_named(left, names)}.")
    if came:
        said.append(f"Vào thay: {_named(came, names)}.")
    return " ".join(said) or "Các đơn vị vào vòng sau không thay đổi."


def _named(units: frozenset[int], names: Mapping[int, str]) -> str:
    return ", ".join(name for unit, name in names.items() if unit in units)


def _standing_texts(found: Proposal, now: int) -> tuple[str, ...]:
    if found.standing is None:
        return ()
    said = []
    if found.locked:
        said.append("Danh sách đã khóa, không thay đổi được nữa.")
    if found.of_old_ranking:
        first = "mở khóa trước, rồi " if found.locked else ""
        said.append(
            f"Danh sách được lập từ bảng xếp hạng đơn vị cũ. Đề nghị {first}xem lại đề xuất dưới "
            "đây và xác nhận theo bảng xếp hạng hiện hành."
        )
    elif not found.locked:
        until = say_end(found.until)
        said.append(
            f"Đơn vị vào vòng sau được thay thế đến {until}."
            if now < found.until
            else f"Đã hết hạn thay thế đơn vị vào vòng sau ({until})."
        )
    return tuple(said)


def _row(one: Decided) -> tuple[str, ...]:
    unit = one.unit
    note = unit_files.advancing_note(one)
    return str(unit.place), unit.name, unit.cluster, one.reason, note
