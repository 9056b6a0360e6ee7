"""Personal data: the notice that anybody may read, the own data, requests and their answers."""

from fastapi import APIRouter

from quiz.web.privacy import answering, own

router = APIRouter()
router.include_router(own.router)
router.include_router(answering.router)
