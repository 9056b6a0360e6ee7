"""What the papers of a round are drawn by."""

import secrets


def new() -> str:
    """A seed that nobody can guess: 32 bytes in hexadecimal."""
    return secrets.token_hex(32)
