"""Units: how many people they have, how they are ranked, who has to be urged, who goes on."""

from fastapi import APIRouter

from quiz.web.units import advancing, headcounts, importing, public, rankings, urging

router = APIRouter()
router.include_router(importing.router)
router.include_router(headcounts.router)
router.include_router(rankings.router)
router.include_router(urging.router)
router.include_router(advancing.router)
router.include_router(public.router)
