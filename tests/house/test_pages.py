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
from quiz.web.assets import Assets
from quiz.web.templating import make_environment

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
    "admin/parts.html",
    "province/rules_parts.html",
    "organizer/team_parts.html",
    "skip_parts.html",
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


PRINTED = "{{ text }}<i title='{{ text }}'></i>"
HOSTILE = "<b>'\"&"


def test_whatever_a_template_prints_is_escaped() -> None:
    pages = make_environment(TEMPLATES, Assets(ROOT / "static"))
    assert HOSTILE not in pages.from_string(PRINTED).render(text=HOSTILE)
    assert pages.from_string(PRINTED).render(text=HOSTILE).count("&lt;b&gt;&#39;&#34;&amp;") == 2
    broken = pages.overlay(autoescape=False)  # the mutant
    assert HOSTILE in broken.from_string(PRINTED).render(text=HOSTILE)


OF_JINJA = {"Environment", "FileSystemLoader", "StrictUndefined"}
MAKE_MARKUP = {"quiz/web/contestant/fragments.py", "quiz/web/pages/contestant.py"}
"""Puts escaped pieces together, and names the type of what was put together."""


def builds(source: str, where: str = "quiz/web/views.py") -> set[str]:
    """What in a module could make a template, or markup, of a text."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            found |= {node.attr} & {"from_string", "Markup", "Template", "__html__"}
        if isinstance(node, ast.FunctionDef):
            found |= {node.name} & {"__html__"}
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names if one.name.startswith(("jinja2", "string"))}
        if isinstance(node, ast.ImportFrom):
            names, module = {one.name for one in node.names}, node.module or ""
            if module.startswith("jinja2"):
                found |= names - OF_JINJA
            if module == "markupsafe" and where not in MAKE_MARKUP:
                found |= names - {"escape"}
    return found


def test_no_template_is_built_from_input() -> None:
    for path in (ROOT / "quiz").rglob("*.py"):
        where = path.relative_to(ROOT).as_posix()
        assert not builds(path.read_text(), where), path


@pytest.mark.parametrize(
    "planted",
    [
        "from jinja2 import Template\nTemplate(name).render()",
        "import jinja2\njinja2.Template(name).render()",
        "site.templates.from_string(name).render()",
        "from jinja2.sandbox import SandboxedEnvironment",
        "from jinja2 import DictLoader",
        "from markupsafe import Markup\nMarkup(name)",
        "import markupsafe\nmarkupsafe.Markup(name)",
        "class Name(str):\n    def __html__(self):\n        return self",
    ],
)
def test_a_module_that_builds_one_is_caught(planted: str) -> None:
    assert builds(planted)
