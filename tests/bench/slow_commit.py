"""`quiz`, with 10 ms added to every commit of the writer: a slow disk."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from quiz.cli import main
from quiz.store import plain, writer

COMMIT_SECONDS = 0.010


@contextmanager
def _slowly(connection: Connection) -> Iterator[None]:
    with plain.transaction(connection):
        yield
        time.sleep(COMMIT_SECONDS)


if __name__ == "__main__":
    writer.transaction = _slowly  # type: ignore[attr-defined]
    main()
