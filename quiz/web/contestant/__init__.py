"""The contestant's way: enter, the round, the paper, the receipt."""

from fastapi import APIRouter

from quiz.web.contestant import entering, paper

router = APIRouter()
router.include_router(entering.router)
router.include_router(paper.router)
