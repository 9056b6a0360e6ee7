"""The real legal texts, which no checkout holds: `make laws` says where they are.

A plain `pytest` does not come here (`norecursedirs` in pyproject.toml): what these tests prove of
real texts, others prove of small ones of our own, so nothing is skipped where the texts are absent.
"""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def law_texts() -> Path:
    """The folder named by QUIZ_LAWS. Without it these tests fail: they were asked for by name."""
    folder = Path(os.environ.get("QUIZ_LAWS", ""))
    if not os.environ.get("QUIZ_LAWS") or not (folder / "articles.jsonl").is_file():
        pytest.fail(f"no legal texts at “{folder}”; run make laws TEXTS=<folder>", pytrace=False)
    return folder
