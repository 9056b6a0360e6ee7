"""`quiz check`: what is fine and what is not on this machine, said in sentences; exit 1 where
something is not."""

import json
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quiz.cli.check import FLOORS, _release, findings
from quiz.settings import Settings, UnusableSecret
from quiz.store.database import Database
from tests.cast import make_world
from tests.cli.test_failures import quiz

SAMPLES = {
    "noughts": bytes(32),
    "one letter": b"x" * 32,
    "an example": b"change-me-change-me-change-me-32",
    "digits": b"0123456789abcdef0123456789abcdef",
    "few values": bytes(range(8)) * 4,
}
HTTPS = "https://thi.example.vn"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder as `quiz serve` makes it."""
    folder = tmp_path / "var"
    folder.mkdir(mode=0o700)
    Settings(data=folder).secret()
    return folder


def wrong(settings: Settings) -> dict[str, str]:
    """What is not fine."""
    return {one.about: one.sentence for one in findings(settings) if not one.fine}


def test_a_fresh_machine_is_fine_and_nothing_is_made(tmp_path: Path) -> None:
    assert wrong(Settings(data=tmp_path / "var")) == {}
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("key", SAMPLES.values(), ids=SAMPLES.keys())
def test_a_weak_or_sample_key_is_refused_here_and_by_the_server(data: Path, key: bytes) -> None:
    path = data / "secret.key"
    path.write_bytes(key)
    assert set(wrong(Settings(data=data))) == {"secret"}
    with pytest.raises(UnusableSecret, match="ngẫu nhiên"):
        Settings(data=data).secret()
    assert path.read_bytes() == key


def test_keys_made_by_chance_are_not_taken_for_weak_ones(data: Path) -> None:
    for _ in range(2_000):
        (data / "secret.key").write_bytes(secrets.token_bytes(32))
        Settings(data=data).secret()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_that_others_can_read_is_told_with_the_remedy(data: Path, mode: int) -> None:
    (data / "secret.key").chmod(mode)
    told = wrong(Settings(data=data))
    assert set(told) == {"files"}
    assert "chmod 600" in told["files"]


def test_a_database_that_others_can_read_is_told_unless_its_folder_is_closed(data: Path) -> None:
    (data / "quiz.db").touch(0o644)
    closed = wrong(Settings(data=data))
    data.chmod(0o755)
    assert (set(closed), set(wrong(Settings(data=data)))) == (set(), {"files"})


@pytest.mark.parametrize("url", ["http://thi.example.vn", "http://10.0.0.7:8000"])
def test_an_address_without_tls_is_refused_but_on_this_machine(data: Path, url: str) -> None:
    assert set(wrong(Settings(data=data, base_url=url))) == {"address"}
    assert wrong(Settings(data=data, base_url="http://localhost:8000")) == {}


def test_behind_https_the_proxy_has_to_be_named(data: Path) -> None:
    assert set(wrong(Settings(data=data, base_url=HTTPS))) == {"proxies"}
    assert wrong(Settings(data=data, base_url=HTTPS, trusted_proxies="127.0.0.1, ::1")) == {}


def test_a_provider_without_our_name_or_a_claim_is_told(data: Path) -> None:
    nameless = Settings(data=data, sso_issuer="https://id.example.vn")
    assert "QUIZ_SSO_CLIENT_ID" in wrong(nameless)["sso"]
    named = nameless.model_copy(update={"sso_client_id": "quiz"})
    assert "QUIZ_SSO_CLAIM" in wrong(named.model_copy(update={"sso_claim": " "}))["sso"]
    assert wrong(named) == {}


def test_whoever_is_kept_longer_than_the_retention_is_told_with_the_command(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    world = make_world(database)
    database.close()
    told = wrong(Settings(data=tmp_path, database_url=sqlite_url))["retention"]
    assert f"{len(world.people)} người" in told
    assert "Thành phố Vị Thanh (2 người)" in told
    assert "quiz privacy purge --yes" in told
    long = Settings(data=tmp_path, database_url=sqlite_url, retention_months=1_200)
    assert "retention" not in wrong(long)


def test_rows_that_point_nowhere_are_told(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url=sqlite_url)
    assert wrong(settings) == {}
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as file, file:
        file.execute("INSERT INTO past_group VALUES (999, 999, 999, '', '')")
    assert "khôi phục từ bản sao lưu" in wrong(settings)["database-rows"]


def test_every_number_of_the_settings_has_an_upper_bound() -> None:
    for name, field in Settings.model_fields.items():
        if field.annotation in {int, float}:
            assert any(hasattr(one, "le") for one in field.metadata), name


def test_the_demo_is_not_opened_to_people(data: Path) -> None:
    assert set(wrong(Settings(data=data, demo=True))) == {"demo"}


def test_a_database_that_does_not_answer_or_may_lose_what_it_said_is_told(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = "postgresql://quiz:hidden@127.0.0.1:1/quiz"
    told = wrong(Settings(data=data, database_url=away))
    assert set(told) == {"database"}
    assert "hidden" not in told["database"]
    (data / "quiz.db").touch(0o600)
    assert wrong(Settings(data=data)) == {}
    monkeypatch.setattr("quiz.store.engines.SQLITE_FLOOR", (99, 0, 0))
    monkeypatch.setattr("quiz.store.engines.SQLITE_BACKPORTS", ())
    assert "mất dữ liệu" in wrong(Settings(data=data))["database"]


@pytest.mark.parametrize(
    ("installed", "fine"),
    [("1.3.1", True), ("1.10.0", True), ("2.0", True), ("1.3.0", False), ("0.50.0", False)],
)
def test_a_release_below_a_known_advisory_is_refused(installed: str, fine: bool) -> None:
    assert _release("starlette", installed, FLOORS["starlette"]).fine is fine


def test_the_command_says_all_and_ends_with_1_where_something_is_not_fine(data: Path) -> None:
    fine = quiz("check", "--data", data)
    assert (fine.returncode, "SAI" in fine.stdout) == (0, False), fine.stdout
    bad = quiz("check", "--data", data, "--json", QUIZ_BASE_URL="http://thi.example.vn")
    assert bad.returncode == 1
    told = {one["about"]: one["fine"] for one in json.loads(bad.stdout)}
    assert [about for about, good in told.items() if not good] == ["address"]
    assert set(told) >= {"secret", "files", "address", "database", "starlette", "python-multipart"}
