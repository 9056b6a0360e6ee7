"""Two authors and a reviewer work at once in any order, go back, remove and restore: no text is
ever lost, nobody approves words that they wrote, a history replays to what stands.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from question_bank.question import Question
from quiz.rules.authoring import Move
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages.workshop import looking, questions, reviewing
from quiz.stages.workshop.reviewing import Chosen, Wish
from quiz.store import workshop
from quiz.store.database import Database
from quiz.store.sealing import Reader
from tests.cast import small_bank
from tests.stages.workshop_cast import MAI, PHUC, QUAN, make_bank, opened

PEOPLE = (PHUC, MAI, QUAN)
WORDS = {"write", "back"}
_titles = itertools.count()


@dataclass(frozen=True)
class Form:
    """A question open in somebody's browser."""

    question_id: int
    revision: int
    question: Question


class Workshop(RuleBasedStateMachine):
    """The real verbs over a real database, and a model of what must be kept."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.written: dict[int, list[str]] = {}
        """Question -> every stem that was acknowledged."""
        self.forms: dict[str, Form] = {}
        self.number = 0

    @initialize()
    def begin(self) -> None:
        self.bank_id = make_bank(self.database, f"Đang soạn {next(_titles)}")
        self.add(PHUC)

    def pick(self, which: int) -> int:
        return sorted(self.written)[which % len(self.written)]

    @rule(who=st.sampled_from(PEOPLE))
    def add(self, who: Reader) -> None:
        self.number += 1
        stem = f"Câu số {self.number} do {who.actor} viết?"
        question = replace(small_bank().questions[0], id=f"cau-{self.number:03d}", stem=stem)
        question_id = questions.add(self.database, self.bank_id, question, who)
        self.written[question_id] = [stem]

    @rule(who=st.sampled_from(PEOPLE), which=st.integers(0, 9))
    def open(self, who: Reader, which: int) -> None:
        question_id = self.pick(which)
        now = questions.open_question(self.database, self.bank_id, question_id, who)
        self.forms[who.actor] = Form(question_id, now.revision, now.question)

    @precondition(lambda self: self.forms)
    @rule(who=st.sampled_from(PEOPLE), insists=st.booleans(), sends_twice=st.booleans())
    def write(self, who: Reader, insists: bool, sends_twice: bool) -> None:
        form = self.forms.pop(who.actor, None)
        if form is None:
            return
        self.number += 1
        mine = replace(form.question, stem=f"Bản {self.number} của {who.actor}?")
        if not self._sent(form, mine, who) and insists:
            now = opened(self.database, self.bank_id, form.question_id)
            self._sent(Form(form.question_id, now.revision, now.question), mine, who)
        elif sends_twice:
            self._sent(form, mine, who)

    def _sent(self, form: Form, mine: Question, who: Reader) -> bool:
        before = opened(self.database, self.bank_id, form.question_id)
        clash = None
        try:
            questions.write(self.database, self.bank_id, form.question_id, mine, form.revision, who)
        except questions.Clashed as clashed:
            clash = clashed.clash
        if clash:
            assert form.revision != before.revision
            assert clash.mine == mine, "what was typed comes back"
            assert clash.theirs == before.question, "so does what stands"
            assert clash.base == form.question
            after = opened(self.database, self.bank_id, form.question_id)
            assert after == before, "nothing was stored"
            return False
        if mine.stem not in self.written[form.question_id]:
            self.written[form.question_id].append(mine.stem)
        return True

    @rule(
        who=st.sampled_from(PEOPLE),
        which=st.integers(0, 9),
        move=st.sampled_from([Move.SUBMIT, Move.APPROVE, Move.RETURN, Move.REMOVE, Move.RESTORE]),
        note=st.sampled_from(["", "Có lý do"]),
        late=st.booleans(),
    )
    def move(self, who: Reader, which: int, move: Move, note: str, late: bool) -> None:
        question_id = self.pick(which)
        before = opened(self.database, self.bank_id, question_id)
        chosen = Chosen(question_id, max(1, before.revision - late))
        reason = None
        try:
            reviewing.move(self.database, self.bank_id, chosen, Wish(move, note), who)
        except Refusal as refusal:
            reason = refusal.reason
        assert reason is not RequestReason.NOT_FOUND
        assert reason is None or opened(self.database, self.bank_id, question_id) == before

    @rule(which=st.integers(0, 9))
    def review(self, which: int) -> None:
        """The ordinary way, so that approved questions are common."""
        for who, move in ((PHUC, Move.SUBMIT), (QUAN, Move.APPROVE)):
            self.move(who, which, move, "Đã đối chiếu", late=False)

    @rule(who=st.sampled_from(PEOPLE), which=st.integers(0, 9), to=st.integers(1, 30))
    def go_back(self, who: Reader, which: int, to: int) -> None:
        question_id = self.pick(which)
        revision = opened(self.database, self.bank_id, question_id).revision
        to = min(to, revision)
        questions.go_back(self.database, self.bank_id, question_id, to, revision, who)

    @invariant()
    def no_text_is_lost_and_histories_replay(self) -> None:
        for question_id, stems in self.written.items():
            told = looking.history(self.database, self.bank_id, question_id, QUAN)
            steps, now = told.steps, opened(self.database, self.bank_id, question_id)
            assert [step.revision for step in steps] == list(range(1, now.revision + 1))
            assert steps[-1].question == now.question
            assert steps[-1].state == now.standing.state
            assert set(stems) <= {step.question.stem for step in steps}
            words = [step for step in steps if step.act in WORDS]
            assert words[-1].question == now.question, "only writing changes words"

    @invariant()
    def nobody_has_approved_their_own_words(self) -> None:
        for question_id in self.written:
            told = looking.history(self.database, self.bank_id, question_id, QUAN)
            writers: set[str] = set()
            for step in told.steps:
                if step.act in WORDS:
                    writers.add(step.actor)
                if step.act == "approve":
                    assert step.actor not in writers
            assert opened(self.database, self.bank_id, question_id).standing.writers == writers


EFFORT = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TO_CATCH = settings(EFFORT, max_examples=60, phases=[Phase.generate], report_multiple_bugs=False)
"""For a mutant: the first failure is enough, and nobody needs the shortest way to it."""


def run(database: Database, effort: settings = EFFORT) -> None:
    machine: Any = type("Running", (Workshop,), {"database": database})
    run_state_machine_as_test(machine, settings=effort)


@pytest.fixture
def quick(sqlite_url: str) -> Iterator[Database]:
    """One database, where the kind does not matter."""
    database = Database(sqlite_url)
    yield database
    database.close()


def test_any_order_of_work_keeps_every_text_and_nobody_approves_their_own(
    database: Database,
) -> None:
    run(database)


def test_a_write_that_forgets_who_wrote_before_is_caught(
    quick: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: only the last writer is kept, so that the first one may approve."""
    monkeypatch.setattr(workshop, "_with", lambda _writers, act: f'["{act.actor}"]')
    with pytest.raises(AssertionError):
        run(quick, TO_CATCH)


def test_a_write_that_asks_for_no_revision_is_caught(
    quick: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: the second author overwrites the first, whose words go from the history."""
    real = workshop.change

    def overwriting(session: Any, row: Any, act: Any, **changes: Any) -> None:
        if changes["question"] is None:
            return real(session, row, act, **changes)
        last = workshop.revision_of(session, row.id, row.revision)
        session.delete(last)
        session.flush()
        row.revision -= 1
        return real(session, row, act, **changes)

    monkeypatch.setattr(workshop, "change", overwriting)
    with pytest.raises(AssertionError):
        run(quick, TO_CATCH)
