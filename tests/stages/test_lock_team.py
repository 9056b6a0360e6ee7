"""The province locks a team: nothing changes it until it is unlocked for a reason."""

import json
from collections.abc import Callable

import pytest
from sqlmodel import col, select

from quiz.rules.reasons import RequestReason, TeamReason
from quiz.rules.refusal import Refusal
from quiz.stages import choose, lock_team
from quiz.store import teams
from quiz.store.tables import AuditLog, LedgerEntry
from tests.stages.test_choose_under_quotas import look
from tests.stages.test_substitute import NOW, Chosen, chosen

__all__ = ["chosen"]


def entries(chosen: Chosen) -> list[dict[str, object]]:
    with chosen.database.reading() as session:
        found = session.exec(
            select(LedgerEntry).where(LedgerEntry.kind == "team").order_by(col(LedgerEntry.number))
        ).all()
    return [json.loads(one.body or "") for one in found]


def lock(chosen: Chosen, version: int = 1) -> None:
    lock_team.lock(chosen.writer, chosen.world.vi_thanh, version, "so", NOW)


def unlock(chosen: Chosen, reason: str = "Sai tên thành viên", version: int = 1) -> None:
    lock_team.unlock(chosen.writer, chosen.world.vi_thanh, version, reason, "so", NOW + 1)


def choose_again(chosen: Chosen) -> None:
    seen = choose.Seen(look(chosen.database, chosen.world).board.digest, 1)
    skips = {chosen.people["An"]: "Xin rút"}
    choose.confirm(chosen.writer, chosen.world.vi_thanh, seen, choose.Wanted(skips), "lan", NOW)


def replace(chosen: Chosen) -> None:
    chosen.replace("An")


@pytest.mark.parametrize("change", [choose_again, replace])
def test_a_locked_team_is_not_changed_until_it_is_unlocked(
    chosen: Chosen, change: Callable[[Chosen], None]
) -> None:
    lock(chosen)
    with pytest.raises(Refusal) as refused:
        change(chosen)
    assert refused.value.reason is TeamReason.TEAM_LOCKED
    assert chosen.team().version == 1
    unlock(chosen)
    change(chosen)
    assert chosen.team().version == 2


def test_confirming_the_locked_team_again_is_told_the_same(chosen: Chosen) -> None:
    lock(chosen)
    assert chosen.choose().version == 1


def test_locking_and_unlocking_twice_is_once_and_is_in_the_ledger_and_the_log(
    chosen: Chosen,
) -> None:
    for _twice in range(2):
        lock(chosen)
    for _twice in range(2):
        unlock(chosen)
    digest = chosen.team().digest
    told = [one for one in entries(chosen) if "act" in one]
    assert told == [
        {"act": "lock", "by": "so", "team": digest, "version": 1},
        {"act": "unlock", "by": "so", "team": digest, "version": 1},
    ]
    locks = chosen.database.read_now(lambda one: teams.read_locks(one, chosen.world.vi_thanh))
    assert [(one.locked, one.actor, one.reason) for one in locks] == [
        (False, "so", "Sai tên thành viên"),
        (True, "so", ""),
    ]
    with chosen.database.reading() as session:
        logged = session.exec(select(AuditLog.action).where(AuditLog.actor == "so")).all()
    assert [action for action in logged if action.startswith("team.")] == [
        "team.lock",
        "team.unlock",
    ]


def test_unlocking_needs_a_reason(chosen: Chosen) -> None:
    lock(chosen)
    with pytest.raises(Refusal) as refused:
        unlock(chosen, "   ")
    assert refused.value.reason is TeamReason.CHANGE_NEEDS_REASON


def test_another_version_than_the_one_seen_is_not_locked(chosen: Chosen) -> None:
    chosen.replace("An")
    with pytest.raises(Refusal) as refused:
        lock(chosen)
    assert refused.value.reason is TeamReason.TEAM_CHANGED


def test_all_rounds_of_the_contest_are_shown_with_and_without_a_team(chosen: Chosen) -> None:
    lock(chosen)
    name, found = chosen.database.read_now(
        lambda one: lock_team.teams_of(one, chosen.world.contest_id)
    )
    assert name == "Hội thi thử"
    assert [(one.place, one.team is not None, one.locked) for one in found] == [
        ("Thành phố Vị Thanh", True, True),
        ("Huyện Phụng Hiệp", False, False),
        ("Huyện Long Mỹ", False, False),
        ("Thị xã Long Mỹ", False, False),
    ]
    with pytest.raises(Refusal) as refused:
        chosen.database.read_now(lambda one: lock_team.teams_of(one, 2**31 - 1))
    assert refused.value.reason is RequestReason.NOT_FOUND
