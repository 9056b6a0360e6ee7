"""Every page object has its template, every template its page object, and the template prints only
what the object holds."""

import ast
import dataclasses
import importlib
import pkgutil
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

import quiz.web.pages

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
PARTS = {
    "layout.html",
    "components.html",
    "components_lists.html",
    "board_parts.html",
    "banks/parts.html",
    "banks/mending.html",
    "laws/parts.html",
    "workshop/parts.html",
    "organizer/extend_parts.html",
    "province/rules_parts.html",
    "organizer/team_parts.html",
}


def _page_classes() -> dict[str, type]:
    found = {}
    for module in pkgutil.iter_modules(quiz.web.pages.__path__):
        for value in vars(importlib.import_module(f"quiz.web.pages.{module.name}")).values():
            if isinstance(value, type) and hasattr(value, "template"):
                found[value.template] = value
    return found


def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"])


def test_every_template_has_one_page_object_and_every_page_object_its_template() -> None:
    templates = {
        path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")
    } - PARTS
    assert templates == set(_page_classes())


@pytest.mark.parametrize("template", sorted(_page_classes()))
def test_a_template_asks_its_page_only_for_fields_that_it_has(template: str) -> None:
    environment = _environment()
    source, _, _ = environment.loader.get_source(environment, template)  # type: ignore[union-attr]
    asked = {
        node.attr
        for node in environment.parse(source).find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "page"
    }
    page = _page_classes()[template]
    fields = {field.name for field in dataclasses.fields(page)}
    methods = {name for name in vars(page) if not name.startswith("_")}
    assert asked <= fields | methods


def test_no_template_switches_escaping_off_or_holds_script_or_style() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        for forbidden in (
            "|safe",
            "| safe",
            "autoescape",
            "<style",
            " style=",
            " onclick=",
            "javascript:",
        ):
            assert forbidden not in text, f"{path.name}: {forbidden}"
        for script in text.split("<script")[1:]:
            assert "src=" in script.split(">")[0] or "application/json" in script.split(">")[0]


def test_no_template_is_built_from_input() -> None:
    for path in (ROOT / "quiz").rglob("*.py"):
        names = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Attribute)
        }
        assert not names & {"from_string", "Markup"}, path
