"""A question that stands in two bank versions is one question: its key stays hidden until the last
round that asks it, by whatever version, and a decision about it reaches all of them.

In Tuần 2 the same questions are asked under other identifiers from a bank of another title, a week
after Tuần 1.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from question_bank.bank import Bank
from question_bank.question import Option, Question
from quiz.rules.deciding import Proposed, Ruling
from quiz.rules.draft import Series
from quiz.rules.eligibility import RoundKind
from quiz.rules.extending import Wanted
from quiz.rules.reasons import AppealReason, AttemptReason
from quiz.rules.refusal import Refusal
from quiz.stages import appeals, author, count, extend
from quiz.stages.statistics import looking
from quiz.stages.statistics.looking import Who
from quiz.store import corrections, decisions, keys
from quiz.store.database import Database
from quiz.store.kept import Kept
from quiz.store.sealing import Reader
from quiz.store.tables import WorkingBank
from quiz.store.versions import belong
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, add_person, make_world, small_bank
from tests.committee import ADMINISTRATOR, REASON
from tests.stages.rounds_cast import WEEK, Contest

AFTER = CLOSES + WEEK + MINUTE
Change = Callable[[Question], Question]


@pytest.fixture
def contest(database: Database, writer: Writer) -> Contest:
    """Every question of the bank is in every paper."""
    return Contest(database, writer, make_world(database, bank=small_bank(1)))


def renamed(question: Question) -> Question:
    return replace(question, id=f"b-{question.id}")


def mended(question: Question) -> Question:
    """With one option in other words, and the key on another one."""
    options = (Option("Sai hẳn"), *question.options[1:])
    return replace(renamed(question), options=options, key=frozenset({2}))


def other(question: Question) -> Question:
    return replace(renamed(question), stem=f"{question.stem} Hỏi khác.")


def another_version(contest: Contest, change: Change = renamed) -> int:
    bank = contest.world.bank
    questions = tuple(change(one) for one in bank)
    second = Bank("Ngân hàng thử, bản 2", bank.topics, questions, bank.as_of)
    return author.publish(contest.database, second, "phuc", OPENS - WEEK)


def second_week(version: int, kind: RoundKind = RoundKind.OFFICIAL) -> Series:
    return Series(
        "Tuần 2", OPENS + WEEK, CLOSES + WEEK, kind, bank_version_id=version,
        blueprint=RULES.blueprint,
    )  # fmt: skip


def publish(contest: Contest, label: str = "Tuần 1", now: int = CLOSES + 41 * MINUTE) -> None:
    contest.fix(now)
    count.publish(contest.database, contest.writer, contest.round(label), "lan", now)


def own_paper(contest: Contest, attempt: int, now: int) -> appeals.OwnPaper:
    return asyncio.run(
        appeals.own_paper(contest.database, attempt, contest.world.people["An"], now)
    )


@pytest.mark.parametrize("change", [renamed, mended])
def test_the_own_paper_shows_no_key_before_the_other_version_was_sat_too(
    contest: Contest, change: Change
) -> None:
    contest.open(RULES, second_week(another_version(contest, change)))
    attempt = contest.sit("An", right=3)
    publish(contest)
    before = own_paper(contest, attempt, CLOSES + WEEK - 1)
    assert not before.keys_open
    assert {one.key for one in before.questions} == {frozenset()}
    assert {one.right for one in before.questions} == {None}
    assert own_paper(contest, attempt, CLOSES + WEEK).keys_open


def test_a_bank_of_other_questions_hides_nothing(contest: Contest) -> None:
    contest.open(RULES, second_week(another_version(contest, other)))
    attempt = contest.sit("An", right=3)
    publish(contest)
    assert own_paper(contest, attempt, CLOSES + 42 * MINUTE).keys_open


def test_versions_of_one_working_bank_share_what_has_the_same_identifier(contest: Contest) -> None:
    def reworded(question: Question) -> Question:
        return replace(question, stem=f"{question.stem} (sửa)")

    version = another_version(contest, reworded)
    with contest.database.writing() as session:
        bank = WorkingBank(title="Gốc", created_at=0, created_by="phuc")
        session.add(bank)
        session.flush()
        for one in (version, contest.world.bank_version_id):
            belong(session, one, bank.id or 0)
    contest.open(RULES, second_week(version))
    attempt = contest.sit("An", right=3)
    publish(contest)
    assert not own_paper(contest, attempt, CLOSES + WEEK - 1).keys_open


def test_practice_over_another_version_shows_no_key_before_the_contest_has_closed(
    contest: Contest,
) -> None:
    version = another_version(contest)
    kind = RoundKind.PRACTICE
    practice = Series("Thi thử", OPENS, CLOSES, kind, "", version, RULES.blueprint)
    contest.open(RULES, practice, Series("Tuần 2", OPENS + WEEK, CLOSES + WEEK))
    attempt = contest.sit("An", "Thi thử")
    before = own_paper(contest, attempt, CLOSES + WEEK - 1)
    assert {one.key for one in before.questions} == {frozenset()}
    assert own_paper(contest, attempt, CLOSES + WEEK).keys_open


@pytest.mark.parametrize("kind", list(RoundKind))
def test_no_time_is_given_once_the_keys_could_be_seen_by_another_version(
    contest: Contest, kind: RoundKind
) -> None:
    version = another_version(contest)
    second = Series("Lần hai", OPENS, CLOSES, kind, "", version, RULES.blueprint)
    contest.open(RULES, second)
    wanted = Wanted(30, "Mất điện", "0" * 32)
    if kind is RoundKind.OFFICIAL:
        publish(contest, "Lần hai", CLOSES + MINUTE)
    with pytest.raises(Refusal) as refused:
        extend.ask(contest.writer, contest.round(), wanted, "lan", CLOSES + 2 * MINUTE)
    assert refused.value.reason is AttemptReason.KEYS_SEEN


def test_nothing_is_decided_about_a_question_that_will_be_asked_by_another_version(
    contest: Contest,
) -> None:
    contest.open(RULES, second_week(another_version(contest)))
    attempt = contest.sit("An", right=3)
    publish(contest)
    question = own_paper(contest, attempt, CLOSES + WEEK).questions[0].question.id
    proposed = Proposed(Ruling.CREDIT_ALL, REASON, "0" * 32, question)
    with pytest.raises(Refusal) as refused:
        appeals.ask(contest.writer, contest.round(), proposed, "so", CLOSES + WEEK - 1)
    assert refused.value.reason is AppealReason.KEYS_NOT_OPEN


def test_statistics_show_no_words_while_another_version_is_to_be_sat(contest: Contest) -> None:
    contest.open(RULES, second_week(another_version(contest, mended)))
    district = contest.world.districts["Thành phố Vị Thanh"]
    for number in range(5):
        name = f"N{number}"
        contest.world.people[name] = add_person(contest.database, name, f"VT1{number}", district)
        contest.sit(name)
    contest.fix(CLOSES + 40 * MINUTE)

    def words(now: int) -> bool:
        who = Who(Reader("lan", now), banks=False)
        subject = lambda one: looking.one_round(one, contest.round())  # noqa: E731
        return looking.look(contest.database, Kept(4), subject, who).words

    assert not words(CLOSES + WEEK - 1)
    assert words(CLOSES + WEEK + 1)


def decided(contest: Contest, change: Change) -> tuple[appeals.Preview, str]:
    """Both weeks sat by An with every answer wrong, the first question credited to all."""
    contest.open(RULES, second_week(another_version(contest, change)))
    attempt = contest.sit("An", right=0)
    contest.sit("An", "Tuần 2", OPENS + WEEK, right=0)
    publish(contest, now=AFTER)
    publish(contest, "Tuần 2", AFTER)
    question = own_paper(contest, attempt, AFTER).questions[0].question.id
    proposed = Proposed(Ruling.CREDIT_ALL, REASON, "0" * 32, question)
    decision = appeals.ask(contest.writer, contest.round(), proposed, "so", AFTER)
    found = contest.database.read_now(lambda one: appeals.preview(one, decision, AFTER))
    appeals.sign(contest.database, contest.writer, decision, found.digest, ADMINISTRATOR, AFTER)
    return found, question


def corrected(contest: Contest, label: str) -> set[str]:
    def query(connection: Connection) -> set[str]:
        assert not count.recount(connection, contest.round(label)).differences
        return set(corrections.corrections_of(connection, contest.round(label)))

    return contest.database.read_now(query)


def test_a_decision_reaches_the_same_question_under_its_other_name(contest: Contest) -> None:
    found, question = decided(contest, renamed)
    assert [part.round.label for part in found.parts] == ["Tuần 1", "Tuần 2"]
    assert [len(part.moves) for part in found.parts] == [1, 1]
    assert corrected(contest, "Tuần 1") == {question}
    assert corrected(contest, "Tuần 2") == {f"b-{question}"}
    there = contest.database.read_now(lambda one: decisions.of_round(one, contest.round("Tuần 2")))
    assert [one.question_id for one in there] == [f"b-{question}"]


def test_a_decision_leaves_a_question_alone_whose_key_is_another_one(contest: Contest) -> None:
    found, question = decided(contest, mended)
    assert [part.round.label for part in found.parts] == ["Tuần 1"]
    assert corrected(contest, "Tuần 1") == {question}
    assert corrected(contest, "Tuần 2") == set()
    beside = contest.database.read_now(lambda one: decisions.beside(one, found.decision))
    assert beside == ((contest.round("Tuần 2"), f"b-{question}"),)


def test_versions_that_are_told_apart_by_their_digest_alone_are_caught(
    contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: the key of Tuần 2 stands in Tuần 1's paper."""
    monkeypatch.setattr(keys, "same_asked", lambda _connection, one, other: one == other)
    contest.open(RULES, second_week(another_version(contest)))
    attempt = contest.sit("An", right=3)
    publish(contest)
    assert own_paper(contest, attempt, CLOSES + 42 * MINUTE).keys_open
