"""The roll: who may sit in a district, how a roster is brought in, the tickets to print."""

from fastapi import APIRouter

from quiz.web.people import importing, moving, part, roll, tickets

router = APIRouter()
router.include_router(importing.router)
router.include_router(tickets.router)
router.include_router(moving.router)
router.include_router(roll.router)
router.include_router(part.router)
