"""Who may import whom: the contracts in pyproject.toml hold, and a planted breach is seen."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_every_import_follows_the_layers() -> None:
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "breach"),
    [
        ("quiz/rules/window.py", "import quiz.store.ledger"),
        ("quiz/rules/scoring.py", "import sqlalchemy"),
        ("quiz/store/ledger.py", "import quiz.stages.sit"),
        ("quiz/stages/sit.py", "import quiz.stages.count"),
        ("quiz/stages/count.py", "import quiz.web.guard"),
        ("quiz/rehearsal/sitting.py", "import quiz.rules.entries"),
        ("quiz/stages/sit.py", "import quiz.rehearsal.client"),
        ("quiz/web/contestant/paper.py", "import quiz.web.staff"),
        ("quiz/web/workshop/bank.py", "import quiz.web.taking_in.reading"),
        ("question_bank/bank.py", "import quiz.rules.round"),
    ],
)
def test_a_planted_breach_is_seen(tmp_path: Path, module: str, breach: str) -> None:
    for name in ("quiz", "question_bank", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    planted = tmp_path / module
    package = tmp_path / module.split("/", maxsplit=1)[0]
    package.unlink()
    subprocess.run(["cp", "-r", ROOT / package.name, package], check=True)
    planted.write_text(planted.read_text() + f"\n{breach}\n")
    result = _lint(tmp_path)
    assert result.returncode == 1, result.stdout
