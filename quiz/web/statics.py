"""Static files and a sign of life."""

from fastapi import APIRouter
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from quiz.web.guard import SiteDep

router = APIRouter()


@router.get("/static/{version}/{name:path}", name="static")
async def get_static(request: Request, site: SiteDep, version: str, name: str) -> Response:
    """A static file."""
    return site.assets.response(request, version, name)


@router.get("/healthz", name="health")
async def health(site: SiteDep) -> PlainTextResponse:
    """`ok` when the database answers."""
    await site.database.read(lambda connection: connection.execute(text("SELECT 1")).scalar_one())
    return PlainTextResponse("ok")
