"""What somebody looks for, as it is compared with names."""

from question_bank.vietnamese import clean, fold

MOST_WORDS = 8
MOST_LETTERS = 60
"""Words and letters of one search that are looked for; the others are left out."""


def looked_for(query: str) -> str | None:
    """The search key of what was typed, empty for nothing; None where it holds what no stored text
    can hold (control characters, broken letters), so that nothing can be found.
    """
    cleaned, refused = clean(query)
    return None if refused else fold(cleaned)


def holds(folded: str, wanted: str, *, whole_words: bool) -> bool:
    """Whether a folded name holds what is looked for; with `whole_words` each word of it."""
    wanted = wanted[:MOST_LETTERS]
    if not whole_words:
        return wanted in folded
    words = set(folded.split())
    return all(word in words for word in wanted.split()[:MOST_WORDS])
