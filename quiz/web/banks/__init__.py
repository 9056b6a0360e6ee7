"""The published banks: look at versions, take one away as a file."""

from fastapi import APIRouter

from quiz.web.banks import versions

router = APIRouter()
router.include_router(versions.router)
