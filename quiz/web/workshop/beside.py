"""Pages of others that stand beside a question, where this application has them."""

from urllib.parse import urlencode

from fastapi import Request
from starlette.routing import NoMatchFound

CLAUSE_ROUTE = "law.clause"
"""The route that shows the words of a legal basis as they stood on a day."""
IMPORT_ROUTE = "workshop.import"
"""The route where files are taken into a working bank."""


def clause_url(request: Request, basis: str, day: str) -> str:
    """Where the clause can be read; nothing without a law library."""
    address = _address(request, CLAUSE_ROUTE)
    return f"{address}?{urlencode({'basis': basis, 'day': day})}" if address else ""


def import_url(request: Request, bank_id: int) -> str:
    """Where files are taken in; nothing where that is not built in."""
    return _address(request, IMPORT_ROUTE, bank_id=bank_id)


def _address(request: Request, name: str, **parts: int) -> str:
    try:
        return str(request.app.url_path_for(name, **parts))
    except NoMatchFound:
        return ""
