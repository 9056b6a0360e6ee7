"""A database that takes a connection and says nothing, as a machine that hangs: whoever asks is
told to come back, instead of waiting for ever.
"""

import socket
import threading

from sqlalchemy import text

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.store.database import Database

PATIENCE_SECONDS = 30


def test_a_database_that_says_nothing_is_busy() -> None:
    told: list[Exception] = []
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        database = Database(f"postgresql://quiz@127.0.0.1:{port}/quiz?sslmode=disable")

        def ask() -> None:
            try:
                database.read_now(lambda connection: connection.execute(text("SELECT 1")))
            except Exception as error:
                told.append(error)

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(PATIENCE_SECONDS)
        assert not asking.is_alive()
    database.close()
    assert [type(error) for error in told] == [Refusal]
    assert [error.reason for error in told if isinstance(error, Refusal)] == [RequestReason.BUSY]
