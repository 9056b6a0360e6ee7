"""A version says whether somebody else than its authors approved its questions."""

from alembic import command
from sqlmodel import select

from quiz.stages import author, choices, prepare
from quiz.stages.workshop import banks, looking
from quiz.stages.workshop.looking import Filter
from quiz.store.database import Database
from quiz.store.migrate import migrate
from quiz.store.migrating import to_revision
from quiz.store.tables import BankVersion
from tests.cast import CLOSES, OPENS, RULES, World, small_bank
from tests.stages.test_workshop_publishing import published
from tests.stages.workshop_cast import NOW, PHUC, approve, filled


def approved(database: Database, version_id: int) -> bool:
    told = author.version(database, version_id, PHUC).facts.approved
    (line,) = (one for one in database.read_now(choices.banks) if one.id == version_id)
    assert line.approved is told
    return told


def test_a_version_of_the_workshop_is_approved_and_one_from_a_file_is_not(
    database: Database,
) -> None:
    bank_id, ids = filled(database)
    approve(database, bank_id, *ids)
    assert approved(database, published(database, bank_id))
    assert not approved(database, author.publish(database, small_bank(), "phuc", NOW))


def test_what_came_as_a_file_is_approved_once_the_workshop_makes_a_version_of_it(
    database: Database,
) -> None:
    version_id = author.publish(database, small_bank(), "mai", NOW)
    bank_id = banks.make_from(database, version_id, small_bank().title, PHUC)
    listed = looking.listing(database, bank_id, Filter(), 1, PHUC)
    assert listed.total == len(small_bank())
    assert not approved(database, version_id)
    for page in range(1, listed.pages + 1):
        for row in looking.listing(database, bank_id, Filter(), page, PHUC).found:
            approve(database, bank_id, row.id)
    assert published(database, bank_id) == version_id
    assert approved(database, version_id)


def test_a_contest_names_each_of_its_banks_that_nobody_else_approved(
    database: Database, world: World
) -> None:
    bank_id, ids = filled(database)
    approve(database, bank_id, *ids)
    version_id = published(database, bank_id)
    with database.writing() as session:
        title = session.get_one(BankVersion, world.bank_version_id).title
    windows = dict.fromkeys(world.districts.values(), (OPENS, CLOSES))
    contest_id = prepare.make_contest(
        database, "Vòng hai", RULES, world.bank_version_id, windows, "so", 1
    )
    told = database.read_now(lambda one: prepare.unapproved(one, contest_id))
    assert told == (title,)
    with database.writing() as session:
        session.get_one(BankVersion, world.bank_version_id).approved = True
    assert database.read_now(lambda one: prepare.unapproved(one, contest_id)) == ()
    assert approved(database, version_id)


def test_versions_from_before_are_known_by_the_bank_that_they_were_made_from(
    database: Database,
) -> None:
    bank_id, ids = filled(database)
    approve(database, bank_id, *ids[:2])
    first = published(database, bank_id)
    approve(database, bank_id, ids[2])
    second = published(database, bank_id)
    with database.writing() as session:
        for one in session.exec(select(BankVersion)):
            one.published_at = NOW + 1
    of_file = author.publish(database, small_bank(), "mai", NOW - 1)
    banks.make_from(database, of_file, "Soạn tiếp", PHUC)
    to_revision(database, "0015", command.downgrade)
    migrate(database)
    assert [approved(database, one) for one in (first, second, of_file)] == [True, True, False]
