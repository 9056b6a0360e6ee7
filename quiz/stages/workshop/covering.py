"""What a working bank can fill of a blueprint, and what is short."""

from dataclasses import dataclass

from sqlalchemy import text

from question_bank.bank import Bank
from question_bank.blueprint import Blueprint, Shortage, shortages, size
from quiz.rules.authoring import State
from quiz.store import library, sealing, workshop
from quiz.store.database import Database
from quiz.store.sealing import Reader

_CONTESTS = text("SELECT name, rules FROM contest WHERE NOT rehearsal ORDER BY id DESC")


@dataclass(frozen=True, slots=True)
class Plan:
    """A blueprint that the bank may have to fill: a contest's, or a typed one without a name.
    `short` is what the approved questions lack, `short_in_all` what even the drafts do not hold.
    """

    name: str
    blueprint: Blueprint
    questions: int
    short: tuple[Shortage, ...]
    short_in_all: tuple[Shortage, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The approved questions as a bank, all questions as one, and the plans over them."""

    approved: Bank
    every: Bank
    plans: tuple[Plan, ...]
    typed: Plan | None


def coverage(database: Database, bank_id: int, typed: Blueprint, reader: Reader) -> Coverage:
    """The plans of every contest whose topics the bank has, and the typed one, where it asks for
    anything. Refuses an unknown bank and a sealed one.
    """
    with database.reading() as session:
        row = workshop.bank_row(session, bank_id)
        sealing.check(session, row, reader)
        questions = tuple(workshop.question_rows(session, bank_id))
        every = workshop.as_bank(row, iter(questions))
        approved = workshop.as_bank(row, (one for one in questions if one.state == State.APPROVED))
        contests = session.connection().execute(_CONTESTS).all()
    topics = set(every.topic_titles)
    plans = []
    for name, rules in contests:
        blueprint = library.rules(rules).blueprint
        if topics & {cell.topic for cell in blueprint}:
            plans.append(_plan(name, blueprint, approved, every))
    own = _plan("", typed, approved, every) if typed else None
    return Coverage(approved, every, tuple(plans), own)


def _plan(name: str, blueprint: Blueprint, approved: Bank, every: Bank) -> Plan:
    short, short_in_all = shortages(blueprint, approved), shortages(blueprint, every)
    return Plan(name, blueprint, size(blueprint), short, short_in_all)
