"""The rules' fields in a form, and changes of rules that are in force."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link


@dataclass(frozen=True, slots=True)
class ParameterField:
    """One value of the rules: control is text, lines, check or choice."""

    field: str
    label: str
    control: str
    value: str
    hint: str
    options: tuple[tuple[str, str], ...]
    error: str


@dataclass(frozen=True, slots=True)
class ParameterSection:
    """Values that stand together. `open` where one of them has an error."""

    title: str
    fields: tuple[ParameterField, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class RulesChange:
    """A change of the rules after the opening: what falls away, what comes, who signed."""

    title: str
    reason: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    confirm_url: str
    """Where somebody else signs; empty for whoever asked, and once it is in force."""
    waits: bool


@dataclass(frozen=True, slots=True)
class AmendPage:
    """The rules of an opened contest to be changed. Fields as in ContestFormPage."""

    template: ClassVar[str] = "province/amend.html"
    title: str
    contest: str
    save_url: str
    back: Link
    once: str
    """Names this form, so that sending it twice asks once."""
    minutes: str
    attempts: str
    counting: str
    countings: tuple[tuple[str, str], ...]
    tie_breaks: tuple[str, ...]
    tie_break_options: tuple[tuple[str, str], ...]
    seats: str
    reserves: str
    sections: tuple[ParameterSection, ...]
    mark: str
    reason: str
    errors: tuple[tuple[str, str], ...] = ()

    def error(self, field: str) -> str:
        """The first sentence about this field, or nothing."""
        return next((sentence for name, sentence in self.errors if name == field), "")
