"""The authors' way: load a bank, look at its versions, take one away as a file."""

from fastapi import APIRouter

from quiz.web.banks import loading, versions

router = APIRouter()
router.include_router(loading.router)
router.include_router(versions.router)
