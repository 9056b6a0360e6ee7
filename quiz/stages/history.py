"""Where somebody stood: each official board that they were on, and what is not official yet."""

from collections.abc import Collection
from dataclasses import dataclass

from quiz.rules.wording import say_count, say_moment
from quiz.store import rows, tally
from quiz.store.plain import Reader, fetch_all

_OFFICIAL = (
    "SELECT c.name, u.full_name, r.label, b.version, b.published_at, e.place,"
    " (SELECT MAX(position) FROM board_entry WHERE board_id = e.board_id), r.district_id"
    " FROM board_entry e JOIN board b ON b.id = e.board_id JOIN round r ON r.id = b.round_id"
    " JOIN contest c ON c.id = r.contest_id JOIN unit u ON u.id = r.district_id"
    " WHERE e.person_id = ? AND NOT c.rehearsal ORDER BY b.published_at, b.id"
)
_PROVISIONAL = (
    "SELECT s.round_id, s.rank_key FROM result s JOIN round r ON r.id = s.round_id"
    " JOIN contest c ON c.id = r.contest_id"
    " WHERE s.person_id = ? AND r.published_at IS NULL AND NOT c.rehearsal ORDER BY s.round_id"
)


@dataclass(frozen=True, slots=True)
class PastPlace:
    """A place on a board. `version` and `published_at` are 0 while the board is provisional."""

    contest: str
    district: str
    label: str
    version: int
    published_at: int
    place: int
    total: int
    district_id: int

    @property
    def round_text(self) -> str:
        """The district and the round's label, as `SatRound.place` says them."""
        return f"{self.district}, {self.label}" if self.label else self.district

    @property
    def kind_text(self) -> str:
        """What kind of board that is."""
        if not self.version:
            return "Tạm thời"
        return f"Chính thức lần {self.version}, công bố {say_moment(self.published_at)}"

    @property
    def place_text(self) -> str:
        """The place on it."""
        return f"Hạng {say_count(self.place)} trên {say_count(self.total)}"


def official_places(connection: Reader, person_id: int) -> tuple[PastPlace, ...]:
    """The person's place on every official board, the oldest first; each version is one."""
    return tuple(PastPlace(*row) for row in fetch_all(connection, _OFFICIAL, (person_id,)))


def all_places(
    connection: Reader, person_id: int, districts: Collection[int] | None = None
) -> tuple[PastPlace, ...]:
    """The same, then the places on boards that are not official yet, as they are now: in rounds of
    these districts, of all of them for None."""
    provisional = []
    for round_id, key in fetch_all(connection, _PROVISIONAL, (person_id,)):
        sat = rows.read_round(connection, round_id)
        place = tally.place_in_round(connection, sat, key)
        about = (sat.contest, sat.district, sat.label, 0, 0)
        provisional.append(PastPlace(*about, *place, sat.district_id))
    found = (*official_places(connection, person_id), *provisional)
    return tuple(one for one in found if districts is None or one.district_id in districts)
