"""One frozen dataclass for each template: what a page shows, and nothing else.

A template prints `page` (one of these) inside `chrome`. Texts that depend on a decision are made
by rules and stages; templates only lay them out. Times named `*_ms` are UTC milliseconds for
scripts; times named `*_text` are for people, in Asia/Ho_Chi_Minh.
"""

from quiz.web.pages.common import Chrome, Link, Pager
from quiz.web.pages.contestant import (
    AttemptPage,
    EnterPage,
    PaperOption,
    PaperQuestion,
    ReceiptPage,
    RoundPage,
)
from quiz.web.pages.public import (
    BoardPage,
    BoardRow,
    ContestCard,
    ErrorPage,
    HomePage,
    RoundRow,
    RulesPage,
)

__all__ = [
    "AttemptPage",
    "BoardPage",
    "BoardRow",
    "Chrome",
    "ContestCard",
    "EnterPage",
    "ErrorPage",
    "HomePage",
    "Link",
    "Pager",
    "PaperOption",
    "PaperQuestion",
    "ReceiptPage",
    "RoundPage",
    "RoundRow",
    "RulesPage",
]
