"""A roster of 20,000 people through the pages: the file read, planned and shown, and the confirmed
rows written, on both databases. Seconds of wall time, one run each.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text

from quiz.rules.places import Places
from quiz.stages import units
from quiz.stages.made_up import made_up_roster
from tests import clusters
from tests.bench.figures import Figure
from tests.cast import OPENS, staged

PEOPLE = 20_000


def measure(folder: Path) -> Iterator[Figure]:
    """The preview's and the confirmation's."""
    yield from _through_pages(folder, "sqlite", f"sqlite:///{folder / 'quiz.db'}")
    programs = clusters.postgres_programs()
    if programs is None:
        return
    with clusters.postgres(programs) as address:
        url = address.format(name="postgres").replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE enrolling"))
        engine.dispose()
        yield from _through_pages(folder, "postgresql", address.format(name="enrolling"))


def _through_pages(folder: Path, kind: str, url: str) -> Iterator[Figure]:
    with staged(folder, url) as stage:
        units.load_units(stage.database, units.shipped_units(), OPENS)
        data = _file(units.places(stage.database))
        quan = stage.staff("quan")
        quan.get("/staff/people/import")
        begun = time.perf_counter()
        shown = quan.upload("/staff/people/import", "ds.csv", data)
        yield Figure(f"roster_20000_preview_{kind}", time.perf_counter() - begun, "s", "<=30")
        hidden = dict(re.findall(r'name="(rows|shown)" value="([^"]*)"', shown.text))
        assert len(hidden) == 2, shown.text[:2_000]
        begun = time.perf_counter()
        files = {name: (None, value) for name, value in hidden.items()}
        files["form_token"] = (None, quan.token)
        done = quan.client.post("/staff/people/import/confirm", files=files)
        assert done.status_code == 303
        yield Figure(f"roster_20000_confirm_{kind}", time.perf_counter() - begun, "s", "<=30")
        assert f"{PEOPLE:,}".replace(",", ".") in quan.get(done.headers["location"]).text


def _file(places: Places) -> bytes:
    lines = ["Họ và tên,Đơn vị,Huyện/Thị xã/Thành phố,Năm sinh,Chức vụ,Mã cán bộ"]
    roster = made_up_roster(places, PEOPLE)
    lines += [
        f"{row.name},{row.unit},{row.district},{row.birth},{row.position},{row.staff_code}"
        for row in roster.rows
    ]
    return "\n".join(lines).encode()
