"""Whoever runs a district's round: the round and its board, more time, the team."""

from fastapi import APIRouter

from quiz.web.organizer import boards, extending, prizes, rounds, team

router = APIRouter()
router.include_router(rounds.router)
router.include_router(boards.router)
router.include_router(prizes.router)
router.include_router(extending.router)
router.include_router(team.router)
