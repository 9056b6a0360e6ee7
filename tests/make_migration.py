"""`python -m tests.make_migration "what changed"`: the next migration, from the declared tables."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from quiz.store.database import Database
from quiz.store.migrate import VERSIONS, migrate
from quiz.store.migrating import configuration


def main(message: str) -> None:
    """Write the migration that leads from the newest one to the tables."""
    number = len(list(VERSIONS.glob("*.py"))) + 1
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'quiz.db'}")
        if number > 1:
            migrate(database)
        with database.write_engine.begin() as connection:
            command.revision(
                configuration(connection), message, autogenerate=True, rev_id=f"{number:04d}"
            )
        database.close()


main(sys.argv[1])
