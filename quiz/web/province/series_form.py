"""The further rounds in the contest's form: a row each, `s1_label`, `s1_opens`, …"""

import re
from collections.abc import Callable, Iterator, Mapping

from question_bank.bank import Bank
from question_bank.blueprint import proportional, size
from question_bank.vietnamese import squeeze
from quiz.rules.draft import MOST_SERIES, Series
from quiz.rules.eligibility import RoundKind
from quiz.web.province.moments import moment, say_local

COLUMNS = ("label", "opens", "closes", "kind", "audience", "bank", "questions")
BLANK = 2
"""Rows to fill in."""
_COUNT = re.compile(r"[0-9]{1,3}")
_BANK = re.compile(r"[1-9][0-9]{0,9}")


def written(series: tuple[Series, ...]) -> dict[str, str]:
    """Field -> text."""
    fields: dict[str, str] = {}
    for number, one in enumerate(series, 1):
        texts = {
            "label": one.label,
            "opens": say_local(one.opens_at),
            "closes": say_local(one.closes_at),
            "kind": one.kind.value,
            "audience": one.audience,
            "bank": "" if one.bank_version_id is None else str(one.bank_version_id),
            "questions": "" if one.blueprint is None else str(size(one.blueprint)),
        }
        fields |= {f"s{number}_{column}": text for column, text in texts.items()}
    return fields


def typed_rows(typed: Callable[[str], str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(number, column -> text) of every row that somebody wrote into; a kind alone is none."""
    for number in range(1, MOST_SERIES + 1):
        row = {column: squeeze(typed(f"s{number}_{column}")) for column in COLUMNS}
        if any(text for column, text in row.items() if column != "kind"):
            yield number, row


def banks_named(typed: Callable[[str], str]) -> frozenset[int]:
    """The banks that the rows name."""
    names = (row["bank"] for _, row in typed_rows(typed))
    return frozenset(int(name) for name in names if _BANK.fullmatch(name))


def read(
    typed: Callable[[str], str], banks: Mapping[int, Bank], errors: list[tuple[str, str]]
) -> tuple[Series, ...]:
    """The rows as series. `banks` are the contest's own under 0, and those that rows name; what is
    wrong is appended to `errors`.
    """
    found = []
    for number, row in typed_rows(typed):
        problems = _problems(row, banks)
        errors += [(f"s{number}_{column}", sentence) for column, sentence in problems]
        if problems:
            continue
        opens, closes = moment(row["opens"]), moment(row["closes"])
        own = int(row["bank"]) if row["bank"] else None
        blueprint = None
        if row["questions"] or own is not None:
            bank = banks[own or 0]
            blueprint = proportional(bank, int(row["questions"] or min(30, len(bank))))
        kind = RoundKind(row["kind"] or RoundKind.OFFICIAL)
        found.append(
            Series(row["label"], opens or 0, closes or 0, kind, row["audience"], own, blueprint)
        )
    return tuple(found)


def _problems(row: Mapping[str, str], banks: Mapping[int, Bank]) -> list[tuple[str, str]]:
    problems = []
    if not row["label"]:
        problems.append(("label", "Đề nghị ghi tên của vòng thi thêm."))
    opens, closes = moment(row["opens"]), moment(row["closes"])
    if opens is None or closes is None:
        field = "opens" if opens is None else "closes"
        problems.append((field, "Đề nghị ghi đủ ngày và giờ mở, đóng của vòng thi thêm."))
    if row["kind"] not in {"", *RoundKind}:
        problems.append(("kind", "Đề nghị chọn loại vòng thi."))
    bank = None
    if not row["bank"]:
        bank = banks[0]
    elif _BANK.fullmatch(row["bank"]):
        bank = banks.get(int(row["bank"]))
    if bank is None:
        problems.append(("bank", "Đề nghị chọn ngân hàng câu hỏi trong danh sách."))
    elif row["questions"] and not (
        _COUNT.fullmatch(row["questions"]) and 1 <= int(row["questions"]) <= min(100, len(bank))
    ):
        most = min(100, len(bank))
        problems.append(("questions", f"Số câu của vòng thi thêm phải từ 1 đến {most}."))
    return problems
