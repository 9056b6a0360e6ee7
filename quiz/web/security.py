"""What stands before every route: known hosts, no cross-site writes, bounded bodies, the same
security headers on every answer.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quiz.rules.refusal import Reason, Refusal
from quiz.settings import Settings

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
        self.upload_bytes = settings.upload_bytes + 100_000
        self.body_bytes = settings.body_bytes
        fixed = fixed_headers(settings)
        self.fixed = [(name.lower().encode(), value.encode()) for name, value in fixed.items()]

    def limit(self, headers: Mapping[bytes, bytes]) -> int:
        """How many bytes the request's body may have."""
        uploads = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
        return self.upload_bytes if uploads else self.body_bytes

    def check(self, method: str, headers: Mapping[bytes, bytes], limit: int) -> None:
        """Refuse an unknown host, a write from another site, a body that says it is too large."""
        host = headers.get(b"host", b"")
        if host not in self._hosts and host.rpartition(b":")[0] not in self._hosts:
            raise Refusal(Reason.UNKNOWN_HOST)
        if method not in _SAFE_METHODS and not _same_origin(headers, host):
            raise Refusal(Reason.CROSS_SITE)
        if _declared(headers) > limit:
            raise Refusal(Reason.TOO_LARGE, limit=say_size(limit))

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
        limit = self._gate.limit(headers)
        app = self._app
        try:
            self._gate.check(scope["method"], headers, limit)
        except Refusal as refusal:
            app = self._refuse(refusal)
        await app(scope, _bounded(receive, limit), self._gate.protected(send))


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
    return int(value) if value.isdigit() and len(value) < 16 else 0


def _bounded(receive: Receive, limit: int) -> Receive:
    received = 0

    async def receive_bounded() -> Message:
        nonlocal received
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > limit:
                raise Refusal(Reason.TOO_LARGE, limit=say_size(limit))
        return message

    return receive_bounded


def say_size(size: int) -> str:
    """`5 MB`, `64 kB`."""
    return f"{size // 1_000_000} MB" if size >= 1_000_000 else f"{size // 1_000} kB"
