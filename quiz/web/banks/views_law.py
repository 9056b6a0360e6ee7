"""Lay out what the law library says against a version on the days on which it is used."""

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlencode

from question_bank.bank import Bank
from question_bank.finding import SEVERITY_TITLES, Finding, Severity
from question_bank.law import Library, say_day
from question_bank.law_review import judge
from quiz.rules.wording import say_count
from quiz.stages.author import Version
from quiz.web.pages.banks import DoubtRow, LawDay
from quiz.web.pages.common import Link

_LINKED = 12


def law_days(version: Version, library: Library, own: str, url: str) -> tuple[LawDay, ...]:
    """What the library says on the first and last day of each contest of the version, else on the
    ISO day `own`: the bank's, or today. Nothing where no text was imported. `url` is the version's
    page.
    """
    if not library.editions:
        return ()
    days = sorted({day for contest in version.coverage for day in contest.days})
    if days:
        told = [(day, f"Vào ngày {say_day(day)}, ngày thi") for day in days]
    elif version.bank.as_of:
        told = [(own, f"Vào ngày {say_day(own)}, ngày của ngân hàng")]
    else:
        told = [(own, "Theo văn bản đang có hiệu lực")]
    return tuple(_day(version.bank, library, day, said, url) for day, said in told)


def _day(bank: Bank, library: Library, day: str, said: str, url: str) -> LawDay:
    found = judge(bank, library, day)
    doubtful = len({one.where for one in found if one.level is Severity.DOUBTFUL})
    return LawDay(f"{said}: {say_count(doubtful)} câu cần xem lại", _rows(found, url))


def _rows(found: Sequence[Finding], url: str) -> tuple[DoubtRow, ...]:
    """The same sentence to several questions said once, the doubtful ones first."""
    groups: dict[tuple[Severity, str], list[Finding]] = defaultdict(list)
    for one in found:
        groups[one.level, one.message].append(one)
    first = sorted(groups.values(), key=lambda same: same[0].level is Severity.ADVICE)
    return tuple(_row(same, url) for same in first)


def _row(same: Sequence[Finding], url: str) -> DoubtRow:
    one = same[0]
    codes = [found.where.removeprefix("câu ") for found in same if found.where.startswith("câu ")]
    return DoubtRow(
        one.level.value,
        SEVERITY_TITLES[one.level],
        one.where,
        one.message,
        questions=tuple(
            Link(code, f"{url}?{urlencode({'q': code})}#questions") for code in codes[:_LINKED]
        ),
        count=len(same),
    )
