"""One-time codes by RFC 6238: its own vectors, which steps count, and that none counts twice."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rules import totp
from tests.codes import read_uri

RFC_KEY = b"12345678901234567890"
VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
KEY = totp.totp_key(b"s" * 32, 7, 1)
NOW = 1_617_600_000_000
STEP = NOW // totp.STEP_MS


@pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
def test_the_vectors_of_the_rfc_hold(seconds: int, code: str) -> None:
    assert totp.code_of(RFC_KEY, seconds // 30, digits=8) == code
    assert totp.code_of(RFC_KEY, seconds // 30) == code[2:]


@pytest.mark.parametrize("shift", range(-4, 5))
def test_the_code_of_this_step_the_one_before_and_the_one_after_count(shift: int) -> None:
    typed = totp.code_of(KEY, STEP + shift)
    expected = STEP + shift if abs(shift) <= 1 else None
    assert totp.passed_step(KEY, typed, NOW, 0) == expected


@given(st.integers(-1, 1), st.integers(-3, 3))
def test_a_code_counts_only_after_the_last_one_that_was_used(shift: int, last: int) -> None:
    typed = totp.code_of(KEY, STEP + shift)
    expected = STEP + shift if shift > last else None
    assert totp.passed_step(KEY, typed, NOW, STEP + last) == expected


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "0" * 999])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert totp.passed_step(KEY, typed.encode("utf-8", "replace").decode(), NOW, 0) is None


def test_spaces_within_a_code_do_not_matter() -> None:
    code = totp.code_of(KEY, STEP)
    assert totp.passed_step(KEY, f" {code[:3]} {code[3:]}", NOW, 0) == STEP


def test_every_account_and_version_has_another_key() -> None:
    keys = {
        totp.totp_key(secret, who, version)
        for secret in (b"a" * 32, b"b" * 32)
        for who in (1, 2, 11)
        for version in (1, 2, 11)
    }
    assert len(keys) == 18
    assert {len(key) for key in keys} == {20}


def test_the_qr_code_says_the_key_and_whose_it_is() -> None:
    label, asked = read_uri(totp.key_uri(KEY, "hiếu.ph"))
    assert label == "Hội thi trực tuyến:hiếu.ph"
    assert asked["issuer"] == "Hội thi trực tuyến"
    assert base64.b32decode(asked["secret"]) == KEY
    assert totp.key_text(KEY).replace(" ", "") == asked["secret"]


def test_recovery_codes_are_ten_of_58_bits_and_their_digests_need_the_server_key() -> None:
    codes = totp.make_recovery_codes()
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", code) for code in codes)
    digest = totp.recovery_digest(b"s" * 32, 7, codes[0])
    assert totp.recovery_digest(b"s" * 32, 7, codes[0].lower().replace("-", " ")) == digest
    others = {
        totp.recovery_digest(key, who, codes[0]) for key, who in ((b"t" * 32, 7), (b"s" * 32, 8))
    }
    assert digest not in others
