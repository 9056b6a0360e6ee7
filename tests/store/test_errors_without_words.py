"""A fault of the database is logged with its statement, never with the words that it carried."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from quiz.store.database import Database


def test_an_error_says_nothing_of_what_the_statement_carried(database: Database) -> None:
    broken = text("INSERT INTO no_such_table (content) VALUES (:content)")
    for opened in (database.reading, database.writing):
        with pytest.raises(SQLAlchemyError) as caught, opened() as session:
            session.connection().execute(broken, {"content": "Câu hỏi mật"})
        assert "no_such_table" in str(caught.value)
        assert "mật" not in str(caught.value)
