"""What the tests of faults share."""

from pathlib import Path

import pytest

from quiz.settings import Settings
from tests.faults.sitting import Contest, make_contest


@pytest.fixture
def open_contest(sqlite_url: str, tmp_path: Path) -> Contest:
    """An open contest in a SQLite file."""
    settings = Settings(data=tmp_path)
    assert settings.url == sqlite_url
    return make_contest(settings)
