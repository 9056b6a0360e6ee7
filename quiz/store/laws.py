"""The law library as it is stored, and as a value: put together once and kept.

What is kept is known by its content: texts by their digest, the library by the rows that it was
made from, which are read each time. So every process sees another's import at once.
"""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, text

from question_bank.law import Amendment, Edition, LawText, Library, document_key
from quiz.store.kept import Kept

_FACTS = text(
    "SELECT l.id, l.number, l.also, l.title, l.kind, l.issued, l.since, l.until, l.name, l.digest,"
    " l.articles, l.revision, l.imported_at, COALESCE(s.name, l.imported_by) AS imported_by"
    " FROM law_text l LEFT JOIN staff s ON s.username = l.imported_by ORDER BY l.id"
)
_CONTENT = text("SELECT content FROM law_text WHERE digest = :digest")
_AMENDMENTS = text("SELECT law_id, amender, document, places, since FROM law_amendment ORDER BY id")


@dataclass(frozen=True, slots=True)
class LawFacts:
    """What a list says of an edition: see `store.tables.laws`. `imported_by` is a person's name
    where it is known.
    """

    id: int
    number: str
    also: str
    title: str
    kind: str
    issued: str
    since: str
    until: str
    name: str
    digest: str
    articles: int
    revision: int
    imported_at: int
    imported_by: str

    @property
    def keys(self) -> frozenset[str]:
        """The document keys under which it is cited."""
        return frozenset({document_key(self.number), document_key(self.also or self.number)})


AmendmentRow = tuple[int, str, str, str, str]
_texts: Kept[str, LawText] = Kept(256)
_libraries: Kept[tuple[tuple[LawFacts, ...], tuple[AmendmentRow, ...]], Library] = Kept(2)


def facts(connection: Connection) -> tuple[LawFacts, ...]:
    """Every edition in the order in which they were imported."""
    return tuple(LawFacts(*row) for row in connection.execute(_FACTS))


def law_text(connection: Connection, one: LawFacts) -> LawText:
    """The words of an edition, under the name that it has now."""
    kept = _texts.get(one.digest)
    if kept is None or kept.name != one.name:
        content = connection.execute(_CONTENT, {"digest": one.digest}).scalar_one()
        kept = _texts.put(one.digest, LawText.load(content, one.name))
    return kept


def amendments(connection: Connection, law_id: int) -> tuple[Amendment, ...]:
    """What the edition says of who amends what."""
    return tuple(_amendment(row) for row in _amendment_rows(connection) if row[0] == law_id)


def library(connection: Connection) -> Library:
    """All of it. Where two editions of a document begin on one day, the later import counts."""
    rows = facts(connection), _amendment_rows(connection)
    kept = _libraries.get(rows)
    if kept is None:
        editions = tuple(
            Edition(law_text(connection, one), one.since, one.until, one.also) for one in rows[0]
        )
        kept = _libraries.put(rows, Library(editions, tuple(map(_amendment, rows[1]))))
    return kept


def _amendment_rows(connection: Connection) -> tuple[AmendmentRow, ...]:
    return tuple(
        (law_id, amender, document, places, since)
        for law_id, amender, document, places, since in connection.execute(_AMENDMENTS)
    )


def _amendment(row: AmendmentRow) -> Amendment:
    _, amender, document, places, since = row
    return Amendment(amender, document, tuple(json.loads(places)), since)
