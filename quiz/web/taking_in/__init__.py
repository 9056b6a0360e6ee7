"""The import wizard: a file is read, mended in place, then published or taken into a working bank.

It leads to the pages of both, and stands on both; neither knows it.
"""

from fastapi import APIRouter

from quiz.web.taking_in import into_bank, loading

router = APIRouter()
router.include_router(loading.router)
router.include_router(into_bank.router)
