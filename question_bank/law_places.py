"""The places of a law that a sentence names: `điểm a khoản 1, điểm b khoản 2 Điều 5`, `từ Điều 10
đến Điều 14`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from question_bank.law_changes import Place

_NUMBER, _LETTER = r"\d+[a-zđ]?\b", r"[a-zđ]\d?\b"
_AND = r"(?:,? (?:và|hoặc) |, ?|,? đến (?:hết )?| ?[-–] ?)"
_GROUP = re.compile(
    r"\b(?:(?P<behind>(?:vào )?(?:ngay )?(?:sau|trước) )|(?P<to>đến (?:hết )?))?(?:các )?"
    rf"(?:(?P<kind>khoản|điều) (?:từ )?(?P<numbers>{_NUMBER}(?:{_AND}{_NUMBER})*)"
    rf"|điểm (?:từ )?(?P<letters>{_LETTER}(?:{_AND}{_LETTER})*))",
    re.IGNORECASE,
)
_LIST = re.compile(_AND)
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_MOST = 200
"""Places that a range may have: beyond, only its ends are taken."""


@dataclass
class _Waiting:
    """What was read and waits for what it stands in: points for a clause, clauses for one."""

    points: list[str] = field(default_factory=list)
    clauses: list[tuple[str, str]] = field(default_factory=list)
    clause: str = ""
    """The last clause that was named."""
    behind: str = ""
    """A kind that only says where something is put, as what it stands in then does, too: `vào sau
    khoản 8 Điều 23` changes neither."""


def places_in(said: str, article: str = "") -> Iterator[Place]:
    """The places in the order of the sentence, perhaps some twice. What stands in no article that
    the sentence names stands in `article`, or nowhere.
    """
    waiting = _Waiting()
    articles = [article] if article else []
    for found in _GROUP.finditer(said):
        if found["behind"]:
            waiting.behind = (found["kind"] or "điểm").lower()
            if waiting.behind != "điều":
                continue
        labels = _labels(found["letters"] or found["numbers"])
        if found["letters"]:
            _read_points(waiting, labels, upto=bool(found["to"]))
        elif found["kind"].lower() == "khoản":
            _read_clauses(waiting, labels, upto=bool(found["to"]))
        else:
            if found["to"] and articles and not (waiting.points or waiting.clauses):
                labels = [*_range(articles[-1], labels[0]), *labels[1:]]
            yield from _in_articles(waiting, labels)
            articles, waiting = labels, _Waiting()
    if articles and (waiting.points or waiting.clauses):
        yield from _in_articles(waiting, articles[-1:])


def _labels(text: str) -> list[str]:
    """`1, 3 và 5` -> 1, 3, 5; `10 đến 14` with all between."""
    labels: list[str] = []
    last = 0
    for between in (*_LIST.finditer(text), None):
        one = text[last : between.start() if between else None].lower()
        joined = text[:last].rstrip().lower().endswith(("đến", "hết", "-", "–"))
        labels += _range(labels[-1], one) if joined and labels else [one]
        last = between.end() if between else last
    return labels


def _range(first: str, last: str) -> list[str]:
    """What comes behind `first` up to `last`; only `last` where it is no plain range."""
    if first in _LETTERS and last in _LETTERS:
        return list(_LETTERS[_LETTERS.index(first) + 1 : _LETTERS.index(last) + 1]) or [last]
    low, high = re.match(r"\d+", first), re.match(r"\d+", last)
    if not low or not high or int(high[0]) - int(low[0]) > _MOST:
        return [last]
    between = [str(one) for one in range(int(low[0]) + 1, int(high[0]) + 1)]
    return between if last in between else [*between, last]


def _read_points(waiting: _Waiting, labels: list[str], *, upto: bool) -> None:
    if upto and waiting.points:
        labels = [*_range(waiting.points[-1], labels[0]), *labels[1:]]
    elif upto and waiting.clauses:  # `từ điểm a khoản 1 đến điểm c khoản 2`: the whole of both
        waiting.clauses.append((waiting.clause, ""))
    waiting.points += labels


def _read_clauses(waiting: _Waiting, labels: list[str], *, upto: bool) -> None:
    if upto and waiting.clauses and not waiting.points:
        labels = [*_range(waiting.clauses[-1][0], labels[0]), *labels[1:]]
    if waiting.points:
        waiting.clauses += [(labels[0], point) for point in waiting.points]
        waiting.clauses += [(one, "") for one in labels[1:]]
    elif waiting.behind != "điểm":
        waiting.clauses += [(one, "") for one in labels]
    waiting.clause, waiting.points = labels[-1], []


def _in_articles(waiting: _Waiting, labels: list[str]) -> Iterator[Place]:
    """Places in the first of the articles, and the others whole: `khoản 1 Điều 3, 4`."""
    inner = [*waiting.clauses, *((waiting.clause, point) for point in waiting.points)]
    yield from ((labels[0], clause, point) for clause, point in inner)
    whole = labels[1:] if inner or waiting.behind else labels
    yield from ((one, "", "") for one in whole)
