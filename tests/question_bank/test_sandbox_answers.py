"""What a child answers is written piece by piece, and is the same JSON as in one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import sandbox

LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=3), VALUES), st.integers(1, 3))
def test_pieces_are_the_same_json_as_one_text(said: dict[str, Any], size: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sandbox, "_PIECE", size)
        whole = b"".join(sandbox.pieces(said))
    assert json.loads(whole) == json.loads(json.dumps(said))


def test_no_piece_holds_a_long_list_whole() -> None:
    said = {"result": {"doubts": [["x" * 100]] * 5_000}}
    assert max(map(len, sandbox.pieces(said))) < 150_000
