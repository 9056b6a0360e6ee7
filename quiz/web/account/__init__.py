"""What staff do with the own account: codes of an app, links, password and sessions."""

from fastapi import APIRouter

from quiz.web.account import links, own, second

router = APIRouter()
router.include_router(second.router)
router.include_router(links.router)
router.include_router(own.router)
