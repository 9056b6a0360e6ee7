"""The law library's pages: the list, a text with its articles, taking one in, a basis' words."""

from fastapi import APIRouter

from quiz.web.laws import importing, reading

router = APIRouter()
router.include_router(importing.router)
router.include_router(reading.router)
