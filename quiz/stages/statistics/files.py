"""The figures as files to take away: a workbook, and the table of questions as CSV."""

import csv
import io

from quiz.documents.workbook import Sheet, neutral, workbook
from quiz.rules.wording import say_moment
from quiz.stages.statistics import telling
from quiz.stages.statistics.looking import Look
from quiz.stages.statistics.telling import Row


def as_workbook(look: Look, title: str, now: int) -> bytes:
    """Scores, questions and papers; options and doubts with them where the reader may see keys."""
    found = look.found
    above = (title.upper(), look.rounds[0].contest, f"Tính đến {say_moment(now)}.")
    headers, rows = _questions(look)
    sheets = [
        Sheet("Điểm", above, ("Chỉ số", "Giá trị", "Ghi chú"), telling.score_rows(found)),
        Sheet("Câu hỏi", above, headers, rows),
    ]
    if look.words:
        options = [
            (item.question, *row)
            for item in telling.items_in_order(found)
            for row in telling.option_rows(item, found)
        ]
        doubts = list(telling.suspicion_rows(found))
        sheets += [
            Sheet("Phương án", above, ("Câu hỏi", *telling.OPTION_HEADERS), options),
            Sheet("Cần xem lại", above, ("Câu hỏi", "Lý do"), doubts),
        ]
    sheets += [
        Sheet("Đề thi", above, telling.GROUP_HEADERS, telling.group_rows(found)),
        Sheet("Độ đồng đều", above, ("Chỉ số", "Giá trị"), telling.spread_rows(found.spread)),
    ]
    return workbook(sheets)


def as_csv(look: Look) -> bytes:
    """The table of questions in UTF-8 with a mark, as spreadsheets expect it."""
    headers, rows = _questions(look)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _questions(look: Look) -> tuple[Row, tuple[Row, ...]]:
    found = look.found
    headers: Row = telling.QUESTION_HEADERS
    rows = tuple(telling.question_row(item, found) for item in telling.items_in_order(found))
    if look.words:
        headers = (*headers, "Nội dung")
        rows = tuple((*row, found.questions[row[0]].stem) for row in rows)
    return headers, rows
