"""What stands before every route: known hosts, no cross-site writes, bounded bodies, the same
security headers on every answer.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quiz.rules.refusal import Reason, Refusal
from quiz.settings import Settings
from quiz.web.bodies import Body, has_body, say_size

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)
NOT_KEPT = "private, no-store"
"""What Cache-Control says where a route says nothing."""
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def fixed_headers(settings: Settings) -> dict[str, str]:
    """The security headers that every answer carries."""
    fixed = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if settings.secure:
        fixed["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return fixed


class Shield:
    """ASGI middleware. Answers its own refusals through `refuse`, which makes an ASGI application
    of a Refusal, so that they look like every other error.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, refuse: Callable[[Refusal], ASGIApp]
    ) -> None:
        self._app = app
        self._refuse = refuse
        base = urlsplit(settings.base_url)
        names = {host.strip() for host in settings.allowed_hosts.split(",") if host.strip()}
        self._hosts = frozenset({base.hostname or "", "127.0.0.1", "localhost", *names})
        self._upload = settings.upload_bytes + 100_000, settings.upload_seconds
        self._ordinary = settings.body_bytes, settings.body_seconds
        self._fixed = fixed_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then hand on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._fixed.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", NOT_KEPT)
            await send(message)

        headers = Headers(scope=scope)
        is_upload = headers.get("content-type", "").startswith("multipart/form-data")
        limit, seconds = self._upload if is_upload else self._ordinary
        refusal = self._refusal(scope, headers, limit)
        if has_body(headers):
            body = Body(receive, send, limit, seconds, invited="expect" not in headers)
            receive, send = body.receive, body.send
            if refusal is None and not is_upload:
                try:
                    await body.wait()
                except ClientDisconnect:
                    return
                except Refusal as unfit:
                    refusal = unfit
        app = self._app if refusal is None else self._refuse(refusal)
        await app(scope, receive, send_protected)

    def _refusal(self, scope: Scope, headers: Headers, limit: int) -> Refusal | None:
        host = headers.get("host", "")
        if host.rpartition(":")[0] not in self._hosts and host not in self._hosts:
            return Refusal(Reason.UNKNOWN_HOST)
        if scope["method"] not in _SAFE_METHODS and not _same_origin(headers, host):
            return Refusal(Reason.CROSS_SITE)
        if _declared(headers) > limit:
            return Refusal(Reason.TOO_LARGE, limit=say_size(limit))
        if headers.get("content-encoding", "identity") != "identity":
            return Refusal(Reason.WRONG_TYPE)
        return None


def _same_origin(headers: Headers, host: str) -> bool:
    """Browsers say where a request comes from: Sec-Fetch-Site, or Origin where it is older. A
    request with neither does not come from a browser's page and carries no one's cookie by
    accident, but is refused too: our own pages and clients always say it.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc == host
    except ValueError:
        return False


def _declared(headers: Headers) -> int:
    value = headers.get("content-length", "0")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0
