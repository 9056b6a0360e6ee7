"""What the README's first command installs is enough: the doors are imported with everything away
that only extras and the tests bring."""

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest

from quiz.settings import SSO_MODULES

DOORS = (
    "import quiz.cli, quiz.web.app;"
    " [quiz.cli.Commands().get_command(None, name) for name in quiz.cli.COMMANDS]"
)


def spelt(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def without_extras(name: str, found: set[str]) -> set[str]:
    """The distribution and what it requires, as far as it is installed."""
    if spelt(name) not in found:
        found.add(spelt(name))
        try:
            required = requires(name) or []
        except PackageNotFoundError:  # of another system
            required = []
        for one in required:
            if "extra ==" not in one and (match := re.match(r"[\w.-]+", one)):
                without_extras(match[0], found)
    return found


def imported_without(names: list[str], statement: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.modules.update(dict.fromkeys({names!r})); {statement}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def test_the_doors_open_without_any_extra() -> None:
    there = without_extras("cchc-quiz", set())
    away = [
        module
        for module, distributions in packages_distributions().items()
        if not there & {spelt(one) for one in distributions} and module.isidentifier()
    ]
    assert {"authlib", "httpx2", "joserfc", "psycopg", "pytest"} <= {*away}
    done = imported_without(away, DOORS)
    assert done.returncode == 0, done.stderr


CHECK = """
from pathlib import Path
from quiz.cli.check import findings
from quiz.settings import MissingExtra, Settings
about = {"data": Path("%s"), "sso_issuer": "https://id.example.vn", "sso_client_id": "quiz"}
for one in findings(Settings(**about, database_url="%s")):
    print(one.about, one.fine, one.sentence)
from quiz.web.provider import provider_of
try:
    print("installed", provider_of(Settings(**about)) is not None)
except MissingExtra:
    print("installed", False)
"""


@pytest.mark.parametrize("away", SSO_MODULES)
def test_the_check_tells_that_the_packages_of_single_sign_on_are_missing_and_what_brings_them(
    away: str, tmp_path: Path
) -> None:
    """Whichever is away: then the server would not start."""
    told = imported_without([away], CHECK % (tmp_path, "")).stdout
    assert "installed False" in told
    (line,) = re.findall("^sso-extra .*", told, re.MULTILINE)
    assert line.startswith("sso-extra False")
    assert "pip install 'cchc-quiz[sso]'" in line


def test_the_check_says_nothing_of_packages_that_are_there(tmp_path: Path) -> None:
    told = imported_without([], CHECK % (tmp_path, "")).stdout
    assert "installed True" in told
    assert "sso-extra" not in told


def test_the_check_goes_on_without_the_driver_that_the_settings_ask_for(tmp_path: Path) -> None:
    asked = CHECK % (tmp_path, "postgresql://quiz@127.0.0.1:1/quiz")
    told = imported_without(["psycopg"], asked).stdout
    (line,) = re.findall("^database .*", told, re.MULTILINE)
    assert line.startswith("database False")
    assert "pip install 'cchc-quiz[postgres]'" in line
    assert "starlette True" in told


def test_a_door_that_needs_an_extra_is_caught() -> None:
    done = imported_without(["authlib"], f"{DOORS}; import authlib")
    assert "ModuleNotFoundError" in done.stderr
