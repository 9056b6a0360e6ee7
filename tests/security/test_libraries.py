"""Which libraries there are, exactly, and how fast one with an advisory is replaced."""

import re
import tomllib
from pathlib import Path

from quiz.cli.check import FLOORS
from tests.make_sbom import bill

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()


def test_the_bill_names_every_library_of_the_lock_with_release_and_hashes() -> None:
    found = bill(LOCK)
    named = {(one["name"], one["version"]) for one in found["components"]}
    assert named == set(re.findall(r"(?m)^([A-Za-z0-9._-]+)(?:\[.*?\])?==([^ ;\\]+)", LOCK))
    assert len(named) == len(found["components"]) > 40
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    for one in found["components"]:
        assert one["hashes"], one["name"]
        assert one["purl"] == f"pkg:pypi/{one['name'].lower()}@{one['version']}"
    refs = [one["bom-ref"] for one in found["components"]]
    assert len(refs) == len(set(refs))
    assert found["dependencies"][0]["dependsOn"] == refs


def test_what_we_ask_for_and_what_is_locked_stand_above_the_known_advisories() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    for name, floor in FLOORS.items():
        least = ".".join(map(str, floor))
        assert f"{name}>={least}" in asked
        locked = re.search(rf"(?m)^{name}==([0-9.]+)", LOCK)
        assert locked
        assert tuple(map(int, locked[1].split("."))) >= floor


def test_the_days_within_which_an_advisory_is_mended_are_written_down() -> None:
    text = " ".join((ROOT / "docs" / "operations.md").read_text().split())
    assert "within 7 days when it is critical, 30 when it is high" in text
    makefile = (ROOT / "Makefile").read_text()
    assert "pip-audit" in makefile
    assert "tests.make_sbom" in makefile
