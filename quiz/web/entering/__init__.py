"""Ways of entering beside the ticket: by unit and name, and for citizens who are on no roster; the
own unit put right."""

from fastapi import APIRouter

from quiz.web.entering import by_name, own_unit, register

router = APIRouter()
router.include_router(by_name.router)
router.include_router(register.router)
router.include_router(own_unit.router)
