"""What somebody looks for, as it is compared with names."""

from question_bank.vietnamese import clean, fold


def looked_for(query: str) -> str | None:
    """The search key of what was typed, empty for nothing; None where it holds what no stored text
    can hold (control characters, broken letters), so that nothing can be found.
    """
    cleaned, refused = clean(query)
    return None if refused else fold(cleaned)
