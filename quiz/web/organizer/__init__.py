"""Whoever runs a district's round: the round and its board, more time, the team, decisions."""

from fastapi import APIRouter

from quiz.web.organizer import (
    appeals,
    boards,
    deciding,
    extending,
    haste,
    prizes,
    rounds,
    signing,
    team,
    team_changes,
)

router = APIRouter()
router.include_router(rounds.router)
router.include_router(boards.router)
router.include_router(haste.router)
router.include_router(prizes.router)
router.include_router(extending.router)
router.include_router(team.router)
router.include_router(appeals.router)
router.include_router(deciding.router)
router.include_router(signing.router)
router.include_router(team_changes.router)
