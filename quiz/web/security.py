"""What stands before every route: known hosts, no cross-site writes, bounded bodies, the same
security headers on every answer.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
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


def headers_of(scope: Scope) -> dict[bytes, bytes]:
    """The request's headers by lower-case name; of a name that stands twice the first."""
    return dict(reversed(scope["headers"]))


class Gate:
    """What is asked of every request before anybody looks what it wants."""

    def __init__(self, settings: Settings) -> None:
        base = urlsplit(settings.base_url)
        names = {host.strip() for host in settings.allowed_hosts.split(",") if host.strip()}
        hosts = {base.hostname or "", "127.0.0.1", "localhost", *names}
        self._hosts = frozenset(host.encode() for host in hosts)
        self._upload = settings.upload_bytes + 100_000, settings.upload_seconds
        self._ordinary = settings.body_bytes, settings.body_seconds
        fixed = fixed_headers(settings)
        self.fixed = [(name.lower().encode(), value.encode()) for name, value in fixed.items()]

    def body(
        self, headers: Mapping[bytes, bytes], receive: Receive, send: Send, *, uploads: bool = False
    ) -> Body:
        """The request's body, bounded in size and time: as an upload or as any other."""
        limit, seconds = self._upload if uploads else self._ordinary
        return Body(receive, send, limit, seconds, invited=b"expect" not in headers)

    def check(self, method: str, headers: Mapping[bytes, bytes], *, uploads: bool = False) -> None:
        """Refuse an unknown host, a write from another site, a body that says it is too large or
        compressed."""
        host = headers.get(b"host", b"")
        if host not in self._hosts and host.rpartition(b":")[0] not in self._hosts:
            raise Refusal(RequestReason.UNKNOWN_HOST)
        if method not in _SAFE_METHODS and not _same_origin(headers, host):
            raise Refusal(RequestReason.CROSS_SITE)
        limit, _ = self._upload if uploads else self._ordinary
        if _declared(headers) > limit:
            raise Refusal(RequestReason.TOO_LARGE, limit=say_size(limit))
        if headers.get(b"content-encoding", b"identity") != b"identity":
            raise Refusal(RequestReason.WRONG_TYPE)

    def protected(self, send: Send) -> Send:
        """Sends the same with the fixed headers."""

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.fixed:
                    headers[name.decode()] = value.decode()
                headers.setdefault("Cache-Control", NOT_KEPT)
            await send(message)

        return send_protected


class Shield:
    """ASGI middleware. Answers its own refusals through `refuse`, which makes an ASGI application
    of a Refusal, so that they look like every other error.
    """

    def __init__(self, app: ASGIApp, gate: Gate, refuse: Callable[[Refusal], ASGIApp]) -> None:
        self._app = app
        self._gate = gate
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then hand on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = headers_of(scope)
        app = self._app
        kind = headers.get(b"content-type", b"")
        uploads = scope["method"] == "POST" and kind.startswith(b"multipart/form-data")
        body = None
        if has_body(headers):
            body = self._gate.body(headers, receive, send, uploads=uploads)
            receive, send = body.receive, body.send
        try:
            self._gate.check(scope["method"], headers, uploads=uploads)
            if body is not None and not uploads:
                await body.wait()
        except ClientDisconnect:
            return
        except Refusal as refusal:
            app = self._refuse(refusal)
        await app(scope, receive, self._gate.protected(send))


def _same_origin(headers: Mapping[bytes, bytes], host: bytes) -> bool:
    """Browsers say where a request comes from: Sec-Fetch-Site, or Origin where it is older. A
    request with neither does not come from a browser's page and carries no one's cookie by
    accident, but is refused too: our own pages and clients always say it.
    """
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site == b"same-origin"
    origin = headers.get(b"origin")
    try:
        return origin is not None and urlsplit(origin).netloc == host
    except ValueError:
        return False


def _declared(headers: Mapping[bytes, bytes]) -> int:
    value = headers.get(b"content-length", b"0")
    return int(value[:16]) if value.isdigit() else 0  # sixteen digits are too many already
