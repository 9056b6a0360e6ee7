"""Every action that the code can write into the audit log has a sentence of its own."""

import ast
import re
from collections import Counter
from pathlib import Path

from quiz.rules.auditing import ACTION_TEXTS, say_action

ROOT = Path(__file__).parents[2]
CODE = ("quiz/stages", "quiz/store", "quiz/cli")
ACTION = re.compile(r"(?:sign_in|sign_out|[a-z_]+(?:\.[a-z_]+)+)")
ELSEWHERE = {
    "enter.code", "enter.name", "enter.sso", "enter.ticket", "extension.confirm", "p.audience",
    "p.unit_id", "quiz.store.migrating", "s.place", "sheet.binary", "start.checked",
    "submit.checked", "u.unit_group", "workbook.xml",
}  # fmt: skip
"""Words of this shape that are none: of the server's log, of statements, of files, of modules."""


def written() -> set[str]:
    """All words in the code that look like an action: alone, or quoted in a statement."""
    found = set()
    for folder in CODE:
        for path in (ROOT / folder).rglob("*.py"):
            if {"migrations", "tables"} & {*path.parts}:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    if ACTION.fullmatch(node.value):
                        found.add(node.value)
                    found |= set(re.findall(rf"'({ACTION.pattern})'", node.value))
    return found


def test_every_action_has_a_sentence_and_every_sentence_an_action() -> None:
    assert written() - ELSEWHERE == {*ACTION_TEXTS}


def test_no_two_actions_are_called_the_same() -> None:
    assert [said for said, count in Counter(ACTION_TEXTS.values()).items() if count > 1] == []
    for action, said in ACTION_TEXTS.items():
        assert say_action(action) == said
        assert said[0].isupper(), said
        assert not set(said) & set(".!_"), said
    assert say_action("of.an.older.release") == "of.an.older.release"
