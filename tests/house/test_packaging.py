"""An installed wheel holds everything that the program reads."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(
    ("folder", "packed"),
    [
        ("templates", "quiz/_templates"),
        ("static", "quiz/_static"),
        ("quiz/data", "quiz/data"),
        ("quiz/store/migrations", "quiz/store/migrations"),
        ("question_bank/banks", "question_bank/banks"),
    ],
)
def test_a_wheel_holds_every_file_of(wheel: set[str], folder: str, packed: str) -> None:
    files = {
        f"{packed}/{path.relative_to(ROOT / folder).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files
    assert files <= wheel
