"""A board's digest is SHA-256 over canonical JSON, which anybody can write again."""

import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.scoring import Score
from quiz.store.counting import Counted, board_digest

numbers = st.integers(0, 2**53)
results = st.lists(
    st.builds(
        Counted,
        numbers,
        numbers,
        st.text("0123456789abcdef", min_size=2, max_size=60),
        st.builds(Score, numbers, numbers, numbers, numbers, numbers),
        st.booleans(),
    ),
    max_size=5,
)


@given(results)
def test_a_boards_digest_is_that_of_the_canonical_json_of_its_rows(found: list[Counted]) -> None:
    rows = [
        {
            "person_id": one.person_id,
            "attempt_id": one.attempt_id,
            "rank_key": one.rank_key,
            "correct_count": one.score.correct_count,
            "hard_count": one.score.hard_count,
            "answered": one.score.answered,
            "duration_ms": one.score.duration_ms,
            "ended_at": one.score.ended_at,
        }
        for one in found
    ]
    assert [one.columns() for one in found] == rows
    written = json.dumps(rows, sort_keys=True, separators=(",", ":"))
    assert board_digest(found) == hashlib.sha256(written.encode()).hexdigest()
