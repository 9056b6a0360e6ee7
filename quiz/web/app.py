"""Put the web door together."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from quiz import worker
from quiz.clock import Clock, SteadyClock
from quiz.settings import Settings
from quiz.stages import timekeeping
from quiz.store.database import Database
from quiz.store.migrate import migrate
from quiz.store.writer import Writer
from quiz.web import (
    account,
    admin,
    auditing,
    banks,
    contestant,
    entering,
    errors,
    laws,
    organizer,
    people,
    privacy,
    province,
    public,
    public_board_files,
    public_boards,
    sso,
    staff,
    statics,
    statistics,
    taking_in,
    units,
    workshop,
)
from quiz.web.assets import Assets
from quiz.web.guard import admit
from quiz.web.lane import Application, Lane
from quiz.web.limits import (
    ADDRESS_GUESSES,
    ANSWER_BURST,
    EXPORT_BURST,
    EXPORTS_PER_SECOND,
    PROVIDER_BURST,
    PROVIDER_PER_SECOND,
    REGISTRATION_BURST,
    REGISTRATIONS_PER_SECOND,
    SEARCH_BURST,
    SEARCHES_PER_SECOND,
    Guesses,
    Rate,
)
from quiz.web.moulds import Moulds
from quiz.web.provider import provider_of
from quiz.web.replies import GZIP_BYTES, GZIP_LEVEL
from quiz.web.security import Gate, Shield
from quiz.web.site import Site
from quiz.web.templating import folder, make_environment
from quiz.web.turnstile import InLine, Turnstile

HASHING_THREADS = 2
AUDIENCES = (
    public, public_boards, public_board_files, entering, taking_in, banks, laws, workshop, sso,
    staff, account, admin, organizer, province, people, units, statistics, privacy, auditing,
    statics,
)  # fmt: skip


def create_app(settings: Settings, clock: Clock | None = None, *, ticking: bool = True) -> FastAPI:
    """The application over one database, brought up to date at its start. Its time is steady unless
    a clock is given. `ticking` runs the worker inside; a test may tick by itself.
    """
    clock = clock or SteadyClock()
    database = Database(settings.url)
    assets = Assets(folder("static"))
    templates = make_environment(folder("templates"), assets)
    site = Site(
        sso=provider_of(settings),
        settings=settings,
        database=database,
        writer=Writer(database, settings.writer_queue),
        clock=clock,
        secret=settings.secret(),
        gate=Gate(settings),
        templates=templates,
        moulds=Moulds(templates),
        turnstile=Turnstile(),
        assets=assets,
        guesses=Guesses(settings.guesses),
        address_guesses=Guesses(ADDRESS_GUESSES),
        staff_guesses=Guesses(settings.guesses, doubles=True),
        hashing=ThreadPoolExecutor(HASHING_THREADS, thread_name_prefix="hashing"),
        answers=Rate(settings.answers_per_second, ANSWER_BURST),
        exports=Rate(EXPORTS_PER_SECOND, EXPORT_BURST),
        searches=Rate(SEARCHES_PER_SECOND, SEARCH_BURST),
        registrations=Rate(REGISTRATIONS_PER_SECOND, REGISTRATION_BURST),
        provider_ways=Rate(PROVIDER_PER_SECOND, PROVIDER_BURST),
    )

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        database.check()
        migrate(database)
        if isinstance(clock, SteadyClock):
            timekeeping.agree(database, clock)
        site.writer.start()
        ticker = asyncio.create_task(worker.run(database, site.writer, clock)) if ticking else None
        try:
            yield
        finally:
            if ticker:
                ticker.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await ticker
            site.hashing.shutdown()
            site.writer.close()
            database.close()

    app = Application(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.lane = Lane(site, contestant.STOPS)
    app.state.site = site
    errors.install(app)
    for audience in AUDIENCES:
        app.include_router(audience.router, dependencies=[Depends(admit)])
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_BYTES, compresslevel=GZIP_LEVEL)
    app.add_middleware(InLine, turnstile=site.turnstile)
    app.add_middleware(Shield, gate=site.gate, refuse=errors.refuse_early)
    return app
