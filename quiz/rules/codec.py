"""Frozen values to plain data and back, strictly: every key known, every value of its type.

For dataclasses of bool, int, str, StrEnum, tuples of those, further dataclasses, and `X | None`. A
key that is missing takes the field's default, so that what was written before a field existed is
still read.
"""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
MOST = 10**12
"""The greatest number, either way: nothing is counted in more, and the longest cannot be written
out."""
_hints = cache(get_type_hints)


class WrongShape(ValueError):
    """Data that is not of the shape asked for. `path` names the place, `rules.team.captain`;
    `expected` says what belongs there, in Vietnamese."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path}: {expected}")
        self.path = path
        self.expected = expected


def as_data(value: Any) -> Any:
    """The value as plain JSON data: a dataclass as a dictionary, a tuple as a list."""
    if is_dataclass(value):
        return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [as_data(one) for one in value]
    return value


def from_data(kind: type[T], data: object, path: str = "") -> T:
    """The inverse of `as_data`. WrongShape names the first place that is of another shape."""
    read: T = _read(kind, data, path)
    return read


def texts_of(value: Any) -> Iterator[str]:
    """Every text in the value that somebody typed."""
    if is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, str) and not isinstance(value, StrEnum):
        yield value


def _read(kind: Any, data: object, path: str) -> Any:
    origin = get_origin(kind)
    if origin is UnionType:
        (inner,) = (one for one in get_args(kind) if one is not type(None))
        return None if data is None else _read(inner, data, path)
    if origin is tuple:
        return _tuple(get_args(kind), data, path)
    if is_dataclass(kind):
        return _dataclass(kind, data, path)
    if issubclass(kind, StrEnum):
        if not isinstance(data, str) or data not in set(kind):
            raise WrongShape(path, f"phải là một trong: {', '.join(kind)}")
        return kind(data)
    if type(data) is not kind:
        named = {bool: "true hoặc false", int: "số nguyên", str: "chữ"}
        raise WrongShape(path, f"phải là {named[kind]}")
    if isinstance(data, int) and abs(data) > MOST:
        raise WrongShape(path, "phải là số nguyên không quá 12 chữ số")
    return data


def _tuple(inner: tuple[Any, ...], data: object, path: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise WrongShape(path, "phải là danh sách")
    if inner[-1] is not Ellipsis:
        if len(data) != len(inner):
            raise WrongShape(path, f"phải có {len(inner)} phần")
        kinds: tuple[Any, ...] = inner
    else:
        kinds = (inner[0],) * len(data)
    return tuple(
        _read(kind, one, f"{path}[{place}]")
        for place, (kind, one) in enumerate(zip(kinds, data, strict=True), 1)
    )


def _dataclass(kind: Any, data: object, path: str) -> Any:
    if not isinstance(data, dict):
        raise WrongShape(path, "phải là một mục có các khóa")
    known = {field.name: field for field in fields(kind)}
    if strange := sorted(str(key)[:40] for key in data.keys() - known.keys()):
        raise WrongShape(_within(path, strange[0]), "không có mục này")
    hints = _hints(kind)
    given = {}
    for name, field in known.items():
        if name in data:
            given[name] = _read(hints[name], data[name], _within(path, name))
        elif field.default is MISSING and field.default_factory is MISSING:
            raise WrongShape(_within(path, name), "thiếu mục này")
    return kind(**given)


def _within(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
