"""How passwords and sessions are kept."""

from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from sqlalchemy import text

from quiz.store.database import Database
from quiz.store.passwords import hash_password, is_password
from tests.cast import PASSWORD, Stage


def test_passwords_are_kept_by_argon2id_as_owasp_asks() -> None:
    kept = hash_password(PASSWORD)
    found = extract_parameters(kept)
    assert found.type is Type.ID
    assert found.memory_cost >= 19 * 1024
    assert (found.time_cost, found.parallelism) == (2, 1)
    assert (found.salt_len, found.hash_len) == (16, 32)
    assert PasswordHasher().verify(kept, PASSWORD)
    assert hash_password(PASSWORD) != kept
    assert is_password(kept, PASSWORD)
    assert not is_password(kept, PASSWORD + "x")
    assert not is_password(None, PASSWORD)
    assert not is_password("", PASSWORD)


def test_a_session_is_256_bits_and_only_its_digest_is_kept(stage: Stage) -> None:
    secrets = {
        visitor.client.cookies["session"]
        for visitor in (stage.staff("lan"), stage.contestant("An"), stage.contestant("An"))
    }
    assert len(secrets) == 3
    assert all(len(one) >= 43 for one in secrets)
    kept = stage.database.read_now(
        lambda one: str([tuple(row) for row in one.execute(text("SELECT * FROM session"))])
    )
    assert not any(one in kept for one in secrets)


def test_a_server_begins_without_any_account(database: Database) -> None:
    count = text("SELECT COUNT(*) FROM staff")
    assert database.read_now(lambda one: one.execute(count).scalar_one()) == 0
