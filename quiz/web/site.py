"""What the routes of one application share."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jinja2 import Environment

from quiz.clock import Clock
from quiz.documents.exports import File, Kind
from quiz.rules.notice import Controller
from quiz.rules.scopes import BoardScope
from quiz.rules.staffing import Terms
from quiz.settings import Settings
from quiz.stages.statistics import looking
from quiz.store.database import Database
from quiz.store.kept import Kept
from quiz.store.writer import Writer
from quiz.web.assets import Assets
from quiz.web.limits import Guesses, Rate
from quiz.web.moment import KeptBoard, Moments
from quiz.web.moulds import Moulds
from quiz.web.provider import Provider
from quiz.web.security import Gate
from quiz.web.turnstile import Turnstile
from quiz.web.unit_rankings import Rankings
from quiz.web.ways import KeptWays
from quiz.web.wholes import Wholes


@dataclass(frozen=True)
class Site:
    """What the routes of one application share."""

    settings: Settings
    database: Database
    writer: Writer
    clock: Clock
    secret: bytes
    gate: Gate
    templates: Environment
    moulds: Moulds
    turnstile: Turnstile
    assets: Assets
    guesses: Guesses
    address_guesses: Guesses
    staff_guesses: Guesses
    hashing: ThreadPoolExecutor
    """Two threads that verify passwords, so that hashing never starves saving."""
    answers: Rate
    exports: Rate
    searches: Rate
    registrations: Rate
    provider_ways: Rate
    boards: Moments[tuple[str, int, int, BoardScope], KeptBoard] = field(default_factory=Moments)
    """By kind of board, its round or contest, page and scope."""
    wholes: Wholes = field(default_factory=Wholes)
    files: Kept[tuple[str, int, BoardScope, Kind, int], File] = field(
        default_factory=lambda: Kept(16)
    )
    """What anybody may take away, made once a minute."""
    statistics: looking.KeptFound = field(default_factory=lambda: Kept(16))
    """What was worked out of rounds that have closed."""
    sso: Provider | None = None
    """The provider of single sign-on, where there is one."""
    unit_rankings: Rankings = field(default_factory=Rankings)
    ways: KeptWays = field(default_factory=KeptWays)

    @cached_property
    def controller(self) -> Controller:
        """What the notice about personal data says of this deployment."""
        settings = self.settings
        return Controller(
            settings.controller,
            settings.privacy_contact,
            settings.request_days,
            settings.retention_months,
            settings.notice_edition,
        )

    @property
    def terms(self) -> Terms:
        """What is asked of staff's sessions."""
        return self.settings.terms

    @property
    def cookie(self) -> str:
        """The session cookie's name. `__Host-` binds it to https and to this very host."""
        return "__Host-session" if self.settings.secure else "session"

    @cached_property
    def cookie_bytes(self) -> bytes:
        """The same as it comes over the line."""
        return self.cookie.encode()


def get_site(app: Any) -> Site:
    """The application's shared parts."""
    site: Site = app.state.site
    return site
