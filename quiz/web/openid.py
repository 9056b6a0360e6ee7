"""An OpenID provider as a client sees it: discovery, the way there, and what its answer proves
(OpenID Connect Core 1.0, section 3.1; PKCE: RFC 7636).
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from quiz.rules.reasons import EntryReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.settings import Settings
from quiz.web.provider import Pending

DISCOVERY = "/.well-known/openid-configuration"
SIGNED_WITH = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that only the provider can make. `none` and those by a shared secret are not accepted,
whatever a provider says that it supports."""
SCOPE = "openid profile phone"
SECONDS = 3
"""How long a provider may take for a whole answer: people stand at this page."""
SILENT_SECONDS = 30
"""Whoever comes so soon after a provider said nothing of itself is told so at once."""
AT_ONCE = 64
"""Codes that are being exchanged: a silent provider holds no more of our sockets than these."""
BUSY_SECONDS = 5
LEEWAY = 60
"""Seconds by which two clocks may differ."""
_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})

log = logging.getLogger(__name__)


class OpenIdProvider:
    """One provider. What it says of itself is asked for once, for everybody who waits for it, and
    kept; its keys until one is not among them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._said: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._asking: asyncio.Task[None] | None = None
        self._silent_until = 0.0
        """Monotonic seconds until which nobody asks what it says of itself again."""
        self._exchanging = 0

    async def way_there(self, pending: Pending) -> str:
        """The address that the browser is sent to."""
        said = await self._metadata()
        return str(
            prepare_grant_uri(
                said["authorization_endpoint"],
                self._settings.sso_client_id,
                "code",
                redirect_uri=pending.back,
                scope=SCOPE,
                state=pending.state,
                nonce=pending.nonce,
                code_challenge=create_s256_code_challenge(pending.verifier),
                code_challenge_method="S256",
            )
        )

    async def claims(self, code: str, pending: Pending) -> dict[str, Any]:
        """What the provider says of whoever came back with this code. Refuses a code, a signature
        or a claim that does not hold, and whoever comes while too many codes are exchanged.
        """
        said = await self._metadata()
        try:
            async with self._place(), self._client(pending.back) as client:
                async with asyncio.timeout(SECONDS):
                    token = await client.fetch_token(
                        said["token_endpoint"],
                        grant_type="authorization_code",
                        code=code,
                        code_verifier=pending.verifier,
                    )
                return await self._proved(said, token, pending.nonce)
        except (httpx2.HTTPError, TimeoutError) as error:
            raise self._away(error) from error
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
            log.warning("sso refused", extra={"action": "sso", "reason": type(error).__name__})
            raise Refusal(EntryReason.SSO_FAILED) from error

    async def _proved(
        self, said: dict[str, Any], token: dict[str, Any], nonce: str
    ) -> dict[str, Any]:
        registry = JWSRegistry(algorithms=SIGNED_WITH, strict_check_header=False)
        keys = self._keys or await self._fetched_keys(said)
        try:
            decoded = jwt.decode(token["id_token"], keys, registry=registry)
        except (JoseError, ValueError):  # signed with a key that came after ours
            keys = await self._fetched_keys(said)
            decoded = jwt.decode(token["id_token"], keys, registry=registry)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": said["issuer"]},
                "nonce": {"essential": True, "value": nonce},
            },
            {
                "nonce": nonce,
                "client_id": self._settings.sso_client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY)
        audience = claims["aud"]
        if self._settings.sso_client_id not in (
            audience if isinstance(audience, list) else [audience]
        ):
            raise ValueError("another client's token")
        return dict(claims)

    async def _metadata(self) -> dict[str, Any]:
        """What the provider says of itself, kept once it was heard. One question for all who wait
        for the answer; refuses at once while the last one is known to have failed."""
        if not self._said and time.monotonic() >= self._silent_until:
            if self._asking is None:
                self._asking = asyncio.create_task(self._discover())
            await asyncio.shield(self._asking)
        if not self._said:
            raise Refusal(EntryReason.SSO_AWAY, title=self._settings.sso_title)
        return self._said

    async def _discover(self) -> None:
        """Ask, and keep the answer or until when there is none."""
        issuer = self._settings.sso_issuer
        try:
            said = await self._asked(issuer.rstrip("/") + DISCOVERY)
            if said.get("issuer") == issuer and all(
                _is_safe(str(said.get(name, ""))) for name in _NEEDED
            ):
                self._said = said
            else:
                log.error("sso misconfigured", extra={"action": "sso"})
        except Refusal:
            pass  # logged where it was found
        finally:
            self._asking = None
            self._silent_until = time.monotonic() + SILENT_SECONDS

    async def _fetched_keys(self, said: dict[str, Any]) -> KeySet:
        self._keys = KeySet.import_key_set(await self._asked(said["jwks_uri"]))  # type: ignore[arg-type]
        return self._keys

    async def _asked(self, url: str) -> dict[str, Any]:
        try:
            async with asyncio.timeout(SECONDS), httpx2.AsyncClient(timeout=SECONDS) as client:
                answer = await client.get(url)
                answer.raise_for_status()
                found = answer.json()
                if not isinstance(found, dict):
                    raise ValueError("no object")
        except (httpx2.HTTPError, TimeoutError, ValueError) as error:
            raise self._away(error) from error
        return found

    def _away(self, error: Exception) -> Refusal:
        log.warning("sso away", extra={"action": "sso", "reason": type(error).__name__})
        return Refusal(EntryReason.SSO_AWAY, title=self._settings.sso_title)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """One of the exchanges at work. Refuses when there are too many."""
        if self._exchanging >= AT_ONCE:
            raise Refusal(RequestReason.BUSY, seconds=BUSY_SECONDS)
        self._exchanging += 1
        try:
            yield
        finally:
            self._exchanging -= 1

    def _client(self, back: str) -> Any:
        return AsyncOAuth2Client(
            self._settings.sso_client_id,
            self._settings.sso_client_secret,
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=SECONDS,
        )


def _is_safe(url: str) -> bool:
    """https, or a provider on this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
