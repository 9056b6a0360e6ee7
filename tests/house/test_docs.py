"""The docs say what the code does: settings, commands, limits of the native format."""

import re
from pathlib import Path

import pytest

from question_bank.checking import check
from question_bank.finding import Severity
from question_bank.formats import read
from question_bank.question import Level
from quiz.cli import COMMANDS, Commands
from quiz.settings import Settings

ROOT = Path(__file__).parents[2]
BANKS = ROOT / "question_bank" / "banks"


def test_every_setting_is_documented_with_its_default() -> None:
    documented = re.findall(r"^\| `(\w+)` \| `([^`]*)` \| (.+) \|$", _doc("settings.md"), re.M)
    declared = [
        (f"QUIZ_{name.upper()}", str(field.default), field.description)
        for name, field in Settings.model_fields.items()
    ]
    assert documented == declared


def test_the_readmes_commands_exist() -> None:
    text = (ROOT / "README.md").read_text()
    block = text.split("## The command line")[1].split("Commands that report")[0]
    commands = {
        name: set(getattr(Commands().get_command(None, name), "commands", {})) for name in COMMANDS
    }
    written: dict[str, set[str]] = {
        "demo": set(),
        "serve": set(),
        "check": set(),
        "rehearse": set(),
    }
    for line in re.findall(r"^    quiz (.+)$", block, re.M):
        first, *parts = [part.split() for part in line.split("|")]
        if len(first) > 1:
            written[first[0]] = {first[1], *(part[0] for part in parts)}
    assert written == commands


def test_the_example_of_the_native_format_is_read(tmp_path: Path) -> None:
    text = _doc("native-format.md")
    header, topic = re.findall(r"```(?:toml)?\n(.*?)```", text, re.S)[:2]
    (tmp_path / "bank.toml").write_text(header)
    (tmp_path / "nguyen-tac-bau-cu.txt").write_text(topic.split("Câu 2.")[0])
    bank = read(tmp_path).bank
    assert [question.id for question in bank] == ["nguyen-tac-bau-cu-001"]
    assert bank.questions[0].key == {1}
    assert bank.questions[0].options[3].pinned


@pytest.mark.parametrize("name", ["cchc-2021", "cchc-2026"])
def test_what_is_said_of_a_shipped_bank_is_so(name: str) -> None:
    told = _doc("shipped-banks.md")
    checked = check(BANKS / name, name)
    levels = [sum(one.level is level for one in checked.bank) for level in Level]
    sizes = f"| {name} | {len(checked.bank)} | {', '.join(map(str, levels))} | "
    assert f"{sizes}{len(checked.bank.topics)} |" in told
    found = [checked.count(severity) for severity in Severity]
    row = re.search(rf"\| {name} \| (\d+) \| (\d+) \| (\d+)[:\s]", told.split("## Checked")[1])
    assert row
    assert [int(number) for number in row.groups()] == found


def test_the_readmes_pictures_are_there() -> None:
    for name in re.findall(r'src="([^"]+)"', (ROOT / "README.md").read_text()):
        assert (ROOT / name).is_file(), name


def _doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text()
