"""The addresses of the workshop's pages."""

WORKSHOP_URL = "/workshop"
NEW_URL = "/workshop/new"
COMPARE_URL = "/workshop/compare"
VERSIONS_URL = "/banks"


def bank_url(bank_id: int, rest: str = "") -> str:
    """The bank's page, or one under it."""
    return f"{WORKSHOP_URL}/{bank_id}{rest}"


def question_url(bank_id: int, question_id: int, rest: str = "") -> str:
    """The question's page, or one under it."""
    return f"{WORKSHOP_URL}/{bank_id}/questions/{question_id}{rest}"


def compare_url(old: int, new: int) -> str:
    """The two versions beside each other."""
    return f"{COMPARE_URL}?old={old}&new={new}"
