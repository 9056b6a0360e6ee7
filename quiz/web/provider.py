"""The provider of single sign-on, as the pages know it. What talks to it is loaded where the
settings name one: its packages are an extra, and slow to load."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from quiz.settings import MissingExtra, Settings


@dataclass(frozen=True, slots=True)
class Pending:
    """What ties the way back to the way there. `back` is our address, to which browsers return."""

    state: str
    nonce: str
    verifier: str
    back: str


class Provider(Protocol):
    """Whoever says who somebody is."""

    async def way_there(self, pending: Pending) -> str:
        """The address that the browser is sent to."""
        ...

    async def claims(self, code: str, pending: Pending) -> dict[str, Any]:
        """What the provider says of whoever came back with this code, proved."""
        ...


def provider_of(settings: Settings) -> Provider | None:
    """The provider that the settings name, if any. MissingExtra where its packages are away."""
    if not settings.sso_issuer:
        return None
    try:
        found = import_module("quiz.web.openid")
    except ModuleNotFoundError as error:
        raise MissingExtra("sso") from error
    provider: Provider = found.OpenIdProvider(settings)
    return provider
