"""Places that are written as a law writes them are read as the same places."""

from hypothesis import given
from hypothesis import strategies as st

from question_bank.law_places import places_in

LETTERS = "abcdđeghiklmnopqrstuvxy"
numbers = st.integers(1, 200).map(str) | st.integers(1, 30).map("{}a".format)
points = st.sampled_from(LETTERS)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, set[tuple[str, str, str]]]:
    """One article with what is named in it: its words, and its places."""
    article = draw(numbers)
    clauses = draw(st.lists(st.tuples(numbers, st.lists(points, max_size=3)), max_size=3))
    said, places = [], set()
    for clause, letters in clauses:
        listed = draw(st.sampled_from((", ", " và ", ", điểm ", " và điểm "))).join(letters)
        said.append(f"điểm {listed} khoản {clause}" if letters else f"khoản {clause}")
        places |= {(article, clause, letter) for letter in letters or [""]}
    joined = draw(st.sampled_from((", ", " và "))).join(said)
    return f"{joined} Điều {article}".strip(), places or {(article, "", "")}


@given(st.lists(written(), min_size=1, max_size=4), st.sampled_from((", ", " và ", "; ")))
def test_what_is_written_is_read(
    articles: list[tuple[str, set[tuple[str, str, str]]]], between: str
) -> None:
    said = "Bãi bỏ " + between.join(text for text, _ in articles)
    assert set(places_in(said)) == set().union(*(places for _, places in articles))


@given(st.integers(1, 150), st.integers(1, 40))
def test_a_range_holds_both_ends_and_all_between(first: int, more: int) -> None:
    last = first + more
    expected = [(str(one), "", "") for one in range(first, last + 1)]
    assert list(places_in(f"từ Điều {first} đến Điều {last}")) == expected
    assert list(places_in(f"các điều từ {first} đến {last}")) == expected
    inside = [("9", one, "") for one, _, _ in expected]
    assert list(places_in(f"từ khoản {first} đến khoản {last} Điều 9")) == inside


@given(st.integers(0, 20), st.integers(1, 20))
def test_a_range_of_points_follows_the_alphabet_of_laws(first: int, more: int) -> None:
    letters = LETTERS[first : first + more + 1]
    said = f"từ điểm {letters[0]} đến điểm {letters[-1]} khoản 1 Điều 2"
    assert list(places_in(said)) == [("2", "1", letter) for letter in letters]
