"""Whoever runs a district's round: the round and its board, the team."""

from fastapi import APIRouter

from quiz.web.organizer import rounds, team

router = APIRouter()
router.include_router(rounds.router)
router.include_router(team.router)
