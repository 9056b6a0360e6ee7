"""`python -m tests.bench.saving DATA PORT ROUND`: the server, and in the same process people whose
taps follow each other without a pause and without a network, so that saves keep its core busy.
Ends by itself after a minute.
"""

import asyncio
import sys
from itertools import count
from pathlib import Path

import uvicorn
from sqlalchemy import text

from quiz.settings import Settings
from quiz.stages import sit
from quiz.web.app import create_app
from quiz.web.site import Site

TAPPING = 32
SECONDS = 60
_WAITING = text("SELECT id FROM person WHERE number LIKE 'C%' ORDER BY id LIMIT :people")


async def _tap(site: Site, round_id: int, person_id: int) -> None:
    attempt_id = await sit.start(site.database, site.writer, round_id, person_id, site.clock())
    for seq in count(1):
        await sit.answer(
            site.database,
            site.writer,
            attempt_id,
            person_id,
            question=1 + seq % 20,
            choice=(seq % 4,),
            seq=seq,
            arrived=site.clock(),
        )


async def _serve(data: Path, port: int, round_id: int) -> None:
    app = create_app(Settings(data=data, base_url=f"http://127.0.0.1:{port}"))
    site: Site = app.state.site
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.05)
    people = await site.database.read(
        lambda connection: list(connection.execute(_WAITING, {"people": TAPPING}).scalars())
    )
    tapping = [asyncio.create_task(_tap(site, round_id, person)) for person in people]
    await asyncio.wait([serving], timeout=SECONDS)
    for one in tapping:
        one.cancel()
    server.should_exit = True
    await serving


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
