# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""When the keys of a round's questions may be seen: not before the last round that asks one of them
has closed, in whatever bank version it asks it, and nobody sits it any more.
"""

from typing import NamedTuple

from quiz.rules.sameness import words_of
from quiz.store import library
from quiz.store.kept import Kept
from quiz.store.plain import Reader, fetch_all, fetch_one

_BANK = (
    "JOIN bank_version b ON b.id = COALESCE(r.bank_version_id, c.bank_version_id)"
    " LEFT JOIN bank_origin o ON o.version_id = b.id"
)
_OWN = (
    "SELECT b.digest, o.bank_id FROM round r JOIN contest c ON c.id = r.contest_id"
    f" {_BANK} WHERE r.id = ?"
)
_VERSION = (
    "SELECT b.digest, o.bank_id FROM bank_version b LEFT JOIN bank_origin o ON o.version_id = b.id"
    " WHERE b.id = ?"
)
_OPEN = (
    "SELECT b.digest, o.bank_id, MAX(r.closes_at) FROM round r JOIN contest c"
    f" ON c.id = r.contest_id AND c.opened_at IS NOT NULL AND NOT c.rehearsal {_BANK}"
)
_ASKING = f"{_OPEN} WHERE r.kind = 'official' GROUP BY b.digest, o.bank_id ORDER BY 3 DESC"
_USING = (
    "SELECT b.digest, o.bank_id, COUNT(CASE WHEN r.published_at IS NULL THEN 1 END) FROM round r"
    f" JOIN contest c ON c.id = r.contest_id AND NOT c.rehearsal {_BANK}"
    " WHERE r.kind = 'official' GROUP BY b.digest, o.bank_id"
)
"""Also what contests that are not opened yet are going to ask."""
_SHOWING = (
    f"{_OPEN} WHERE r.published_at IS NOT NULL OR (r.kind = 'practice' AND r.opens_at <= ?)"
    " GROUP BY b.digest, o.bank_id"
)
_GOING_ON = (
    "SELECT b.digest, o.bank_id, c.rules, a.ended_at, a.deadline_at FROM extension e"
    " JOIN attempt a ON a.id = e.attempt_id AND NOT a.voided JOIN round r ON r.id = a.round_id"
    f" AND r.kind = 'official' JOIN contest c ON c.id = r.contest_id AND NOT c.rehearsal {_BANK}"
    " WHERE e.applied_at IS NOT NULL AND a.deadline_at > r.closes_at"
)
"""Only time that was given to one person ends after the round."""
_words: Kept[str, frozenset[int]] = Kept(64)


class Source(NamedTuple):
    """A bank version that a round asks from, and the working bank that it belongs to."""

    digest: str
    bank_id: int | None


def keys_open_at(connection: Reader, round_id: int) -> int:
    """When the keys may be seen by those who sat (UTC milliseconds): once the last round of any
    open contest that ranks people and whose bank holds one of the same questions has closed, and
    whoever was given more time there has ended; 0 where there is none.
    """
    own = _source(connection, round_id)
    return 0 if own is None else _open_at(connection, own)


def version_closed(connection: Reader, version_id: int, now: int) -> bool:
    """Whether every question of the version was asked, and all rounds that ask one, in whatever
    version and also those of contests that are not opened yet, have been published: from then on
    nobody is given more time."""
    row = fetch_one(connection, _VERSION, (version_id,))
    if row is None:
        return False
    own = Source(*row)
    asked: set[int] = set()
    for digest, bank_id, unpublished in fetch_all(connection, _USING, ()):
        if same_asked(connection, own, Source(digest, bank_id)):
            if unpublished:
                return False
            asked |= _of(connection, digest)
    return _of(connection, own.digest) <= asked and _open_at(connection, own) <= now


def keys_seen(connection: Reader, round_id: int, now: int) -> bool:
    """Whether anybody could have looked at a key of the round's bank by now: in a published round
    or a practice round that holds one of its questions.
    """
    own = _source(connection, round_id)
    return own is not None and any(
        same_asked(connection, own, Source(digest, bank_id))
        and _open_at(connection, Source(digest, bank_id)) <= now
        for digest, bank_id, _ in fetch_all(connection, _SHOWING, (now,))
    )


def same_asked(connection: Reader, one: Source, other: Source) -> bool:
    """Whether a question stands in both: in the same words, or under the same identifier where they
    are versions of one bank, because its words may have been mended between them."""
    if one.digest == other.digest:
        return True
    if one.bank_id is not None and one.bank_id == other.bank_id:
        ids = library.bank(connection, one.digest).by_id.keys()
        if ids & library.bank(connection, other.digest).by_id.keys():
            return True
    return not _of(connection, one.digest).isdisjoint(_of(connection, other.digest))


def _open_at(connection: Reader, own: Source) -> int:
    open_at = 0
    for digest, bank_id, closes_at in fetch_all(connection, _ASKING, ()):
        if same_asked(connection, own, Source(digest, bank_id)):
            open_at = int(closes_at)
            break
    for digest, bank_id, rules, ended_at, deadline_at in fetch_all(connection, _GOING_ON, ()):
        ends = ended_at or deadline_at + library.rules(rules).grace_ms
        if ends > open_at and same_asked(connection, own, Source(digest, bank_id)):
            open_at = ends
    return open_at


def _source(connection: Reader, round_id: int) -> Source | None:
    row = fetch_one(connection, _OWN, (round_id,))
    return None if row is None else Source(*row)


def _of(connection: Reader, digest: str) -> frozenset[int]:
    return _words.get(digest) or _words.put(digest, words_of(library.bank(connection, digest)))
