"""Jinja2 with autoescape everywhere, gettext, and hashed addresses of static files."""

import gettext
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quiz.web.assets import Assets

_PACKAGE = Path(__file__).resolve().parent.parent


def folder(name: str) -> Path:
    """The folder `templates` or `static`: inside an installed wheel, or beside the package in a
    checkout.
    """
    packed = _PACKAGE / f"_{name}"
    return packed if packed.is_dir() else _PACKAGE.parent / name


def make_environment(templates: Path, assets: Assets) -> Environment:
    """The environment that every page is rendered in. Interface texts are Vietnamese in the source;
    other languages are gettext catalogs.
    """
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.install_gettext_translations(gettext.NullTranslations(), newstyle=False)  # type: ignore[attr-defined]  # the i18n extension adds it
    environment.globals["asset"] = assets.url
    return environment
