"""The province: the whole contest at a glance, making and opening one."""

from fastapi import APIRouter

from quiz.web.province import amending, boards, contests, overview, prizes, rehearsing, teams

router = APIRouter()
router.include_router(overview.router)
router.include_router(contests.router)
router.include_router(boards.router)
router.include_router(prizes.router)
router.include_router(amending.router)
router.include_router(teams.router)
router.include_router(rehearsing.router)
