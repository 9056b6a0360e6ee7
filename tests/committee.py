"""Two members of staff who decide after a round: one asks, the administrator signs."""

import itertools

from sqlalchemy import text

from quiz.rules.deciding import Proposed, Ruling
from quiz.stages import appeals, count
from quiz.stages.appeals import Preview, Signer
from quiz.store import counting, rows
from quiz.store.corrections import corrections_of
from quiz.store.counting import Counted
from quiz.store.database import Database
from quiz.store.facts import known
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, World

AFTER = CLOSES + 10 * MINUTE
REASON = "Đáp án không còn phù hợp với văn bản"
ADMINISTRATOR = Signer("quan", of_contest=True)
ORGANISER = Signer("lan", of_contest=False)


class Committee:
    """Decides about the rounds of a world."""

    def __init__(self, database: Database, writer: Writer, world: World) -> None:
        self.database, self.writer, self.world = database, writer, world
        self._forms = itertools.count(1)

    @property
    def round_id(self) -> int:
        """Vị Thanh's."""
        return self.world.vi_thanh

    def publish(self, round_id: int | None = None) -> str:
        """The digest of the official board."""
        round_id = round_id or self.round_id
        return count.publish(self.database, self.writer, round_id, "lan", CLOSES).digest

    def ask(
        self,
        ruling: Ruling,
        question_id: str = "",
        *,
        key: frozenset[int] = frozenset(),
        attempt_id: int | None = None,
        actor: str = "so",
        now: int = AFTER,
    ) -> int:
        """The decision's id."""
        once = f"{next(self._forms):032x}"
        proposed = Proposed(ruling, REASON, once, question_id, key, attempt_id)
        return appeals.ask(self.writer, self.round_id, proposed, actor, now)

    def preview(self, decision_id: int, now: int = AFTER) -> Preview:
        """What it would change."""
        return self.database.read_now(lambda one: appeals.preview(one, decision_id, now))

    def sign(
        self, decision_id: int, signer: Signer = ADMINISTRATOR, seen: str = "", now: int = AFTER
    ) -> None:
        """Sign what the preview shows now, or what was `seen`."""
        seen = seen or self.preview(decision_id).digest
        appeals.sign(self.database, self.writer, decision_id, seen, signer, now)

    def decide(
        self,
        ruling: Ruling,
        question_id: str = "",
        *,
        key: frozenset[int] = frozenset(),
        attempt_id: int | None = None,
    ) -> Preview:
        """Ask, look, sign."""
        decision = self.ask(ruling, question_id, key=key, attempt_id=attempt_id)
        found = self.preview(decision)
        self.sign(decision, seen=found.digest)
        return found

    def question_of(self, attempt_id: int, number: int) -> str:
        """The bank's identifier of a question in an attempt's paper."""
        attempt = self.database.read_now(lambda one: rows.read_attempt(one, attempt_id))
        return attempt.paper.items[number - 1].question_id

    def attempt_of(self, person_id: int) -> int:
        """The person's only attempt in the round."""
        (found,) = self.database.read_now(
            lambda one: rows.attempts_of(one, self.round_id, person_id)
        )
        return found.id

    def counted(self) -> tuple[Counted, ...]:
        """The results as they follow from the ledger, one attempt at a time."""

        def query(connection):  # type: ignore[no-untyped-def]
            sat = rows.read_round(connection, self.round_id)
            people = counting.read_whole(connection, sat)
            found = (counting.count_person(connection, sat, person) for person in people)
            about = known(connection, sat)
            whole = counting.count_whole(sat, people, corrections_of(connection, sat.id), about)
            one_by_one = counting.in_order(one for one in found if one)
            assert whole == one_by_one
            return whole

        return self.database.read_now(query)

    def points(self) -> dict[int, int]:
        """Person -> right answers, on the newest official board."""
        statement = text(
            "SELECT person_id, correct_count FROM board_entry WHERE board_id ="
            " (SELECT MAX(id) FROM board WHERE round_id = :round_id) ORDER BY position"
        )
        values = {"round_id": self.round_id}
        return self.database.read_now(
            lambda one: {row.person_id: row.correct_count for row in one.execute(statement, values)}
        )

    def digests(self) -> list[str]:
        """Of the official boards, in order."""
        statement = text("SELECT digest FROM board WHERE round_id = :round_id ORDER BY version")
        values = {"round_id": self.round_id}
        return self.database.read_now(lambda one: list(one.execute(statement, values).scalars()))

    def holds(self) -> bool:
        """Whether a recount of the round finds what is stored, tallies too."""
        found = self.database.read_now(lambda one: count.recount(one, self.round_id))
        return not found.differences and found.broken_link is None and not found.wrong_tallies
