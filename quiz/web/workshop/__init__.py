"""The authors' workshop: banks that several people write, review, publish and seal."""

from fastapi import APIRouter

from quiz.web.workshop import banks, looking, moving, publishing, questions

router = APIRouter()
router.include_router(publishing.router)  # its /workshop/compare is no bank
router.include_router(banks.router)
router.include_router(moving.router)
router.include_router(questions.router)
router.include_router(looking.router)
