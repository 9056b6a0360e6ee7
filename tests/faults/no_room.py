"""The mutant of the full disk: a server that does not give the space of SQLite's log back.
`python -m tests.faults.no_room serve --port … --data …`
"""

from quiz import cli
from quiz.store.database import Database

if __name__ == "__main__":
    Database.make_room = lambda self: None  # type: ignore[method-assign]
    cli.main()
