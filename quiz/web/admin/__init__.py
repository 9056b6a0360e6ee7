"""What administrators do: the staff's accounts."""

from fastapi import APIRouter

from quiz.web.admin import doing, staff

router = APIRouter()
router.include_router(staff.router)
router.include_router(doing.router)
