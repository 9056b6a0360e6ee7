"""Tickets and typed codes."""

import pytest

from quiz.rules import ticket

SECRET = b"0123456789abcdef0123456789abcdef"


def test_a_ticket_opens_for_its_own_number_and_version_only() -> None:
    mine = ticket.ticket(SECRET, "930-0001", 1)
    assert ticket.number_in(mine) == "930-0001"
    assert ticket.same_ticket(SECRET, mine, "930-0001", 1)
    assert not ticket.same_ticket(SECRET, mine, "930-0002", 1)
    assert not ticket.same_ticket(SECRET, mine, "930-0001", 2)
    assert not ticket.same_ticket(b"x" * 32, mine, "930-0001", 1)


def test_a_ticket_holds_at_least_128_bits() -> None:
    assert len(ticket.ticket(SECRET, "A", 1).partition(".")[2]) * 5 >= 128


@pytest.mark.parametrize("token", ["", ".", "930-0001", "930-0001.short", "Ơ.AAAA", "x" * 500])
def test_what_is_no_ticket_names_no_number(token: str) -> None:
    assert ticket.number_in(token) is None


def test_a_code_may_be_typed_in_small_letters_with_or_without_its_hyphen() -> None:
    code = ticket.typed_code(SECRET, "930-0001", 1)
    assert len(code) == 11
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert ticket.same_code(SECRET, typed, "930-0001", 1)
    assert not ticket.same_code(SECRET, code, "930-0001", 2)
    assert not ticket.same_code(SECRET, "", "930-0001", 1)


def test_a_code_has_no_letter_that_is_read_as_another() -> None:
    letters = {
        letter
        for number in range(500)
        for letter in ticket.typed_code(SECRET, str(number), 1).replace("-", "")
    }
    assert letters == set(ticket.ALPHABET)
    assert not letters & set("01ILOUV")
