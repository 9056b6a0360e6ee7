"""Lay out figures for their page."""

from collections import Counter
from dataclasses import replace
from urllib.parse import urlencode

from quiz.rules.statistics import ItemStatistics
from quiz.rules.wording import say_count, say_decimal
from quiz.stages.statistics import telling
from quiz.stages.statistics.listing import ContestRounds
from quiz.stages.statistics.looking import Found, Look
from quiz.web.pages.common import Link, Pager, make_pager
from quiz.web.pages.statistics import (
    AskedQuestion,
    Bar,
    Chart,
    ContestStatistics,
    Doubt,
    StatisticsPage,
)

URL = "/statistics"
PAGE_SIZE = 50
MOST_DOUBTS = 30
MOST_GROUPS = 50
_WIDTH, _HEIGHT, _MOST_BARS = 320, 120, 32
_WITHHELD = (
    "Nội dung câu hỏi, đáp án và các phương án chưa được hiện: ngân hàng câu hỏi đang niêm phong, "
    "hoặc còn vòng thi khác dùng các câu hỏi này chưa đóng."
)


def contest_card(contest: ContestRounds, *, whole: bool) -> ContestStatistics:
    """A contest in the list; `whole` where the reader may see all districts together."""
    links = []
    if whole and contest.closed:
        links.append(Link("Cả cuộc thi", f"{URL}/contests/{contest.id}"))
    if whole and len(contest.series) > 1:
        links += [
            Link(label or "Vòng đầu", f"{URL}/contests/{contest.id}?series={number}")
            for number, label in contest.series
        ]
    rows = tuple(
        (
            Link(line.place, f"{URL}/rounds/{line.id}") if line.closed else line.place,
            say_count(line.counted) if line.closed else "Chưa đóng",
        )
        for line in contest.rounds
    )
    return ContestStatistics(contest.name, tuple(links), rows)


def report_page(
    look: Look, title: str, url: str, page: int, *, banks: bool, drawn_by: Link | None = None
) -> StatisticsPage:
    """The figures; `url` is the page's, `banks` whether the reader may open the bank's version."""
    found = look.found
    items = telling.items_in_order(found)
    pages = max(1, -(-len(items) // PAGE_SIZE))
    page = min(page, pages)
    shown = items[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    scores = telling.score_rows(found)
    path, _, query = url.partition("?")
    tail = f"?{query}" if query else ""
    bank_url = f"/banks/{look.version_id}" if banks else ""
    return StatisticsPage(
        title=title,
        contest=look.rounds[0].contest,
        crumbs=(Link("Các cuộc thi", URL), Link(title, url, current=True)),
        tiles=tuple((label, value or "–") for label, value, _ in scores[:4]),
        scores=scores,
        chart=_chart(found),
        doubts=_doubts(found, bank_url) if look.words else (),
        headers=telling.QUESTION_HEADERS,
        rows=tuple(telling.question_row(item, found) for item in shown),
        option_headers=telling.OPTION_HEADERS,
        questions=tuple(_asked(item, found, bank_url) for item in shown) if look.words else (),
        pager=_pager(path, query, page, pages, len(items)),
        spread=telling.spread_rows(found.spread),
        drawn_by=drawn_by,
        group_headers=telling.GROUP_HEADERS,
        groups=telling.group_rows(found)[:MOST_GROUPS],
        words=look.words,
        withheld="" if look.words else _WITHHELD,
        exports=(
            Link("Tải tệp Excel", f"{path}/questions.xlsx{tail}"),
            Link("Tải tệp CSV", f"{path}/questions.csv{tail}"),
        ),
    )


def _pager(path: str, query: str, page: int, pages: int, total: int) -> Pager:
    """Links to the pages before and after, keeping the series."""
    pager = make_pager(path, page, pages, total, "")
    tail = f"&{query}#questions" if query else "#questions"
    return replace(
        pager,
        previous_url=pager.previous_url and pager.previous_url + tail,
        next_url=pager.next_url and pager.next_url + tail,
    )


def _asked(item: ItemStatistics, found: Found, bank_url: str) -> AskedQuestion:
    return AskedQuestion(
        code=item.question,
        stem=found.questions[item.question].stem,
        link=_to_bank(item.question, bank_url),
        options=telling.option_rows(item, found),
    )


def _doubts(found: Found, bank_url: str) -> tuple[Doubt, ...]:
    return tuple(
        Doubt(
            question=_to_bank(one.question, bank_url) or one.question,
            stem=found.questions[one.question].stem,
            reasons=one.reasons,
        )
        for one in found.suspicions[:MOST_DOUBTS]
    )


def _to_bank(code: str, bank_url: str) -> Link | None:
    return Link(code, f"{bank_url}?{urlencode({'q': code})}#questions") if bank_url else None


def _chart(found: Found) -> Chart:
    """One bar a point while they are few, else as many points a bar as make them few."""
    marking = found.rules.marking
    most = sum(cell.count * marking.worth(cell.level) for cell in found.rules.blueprint)
    step = 100 * -(-most // (100 * (_MOST_BARS - 1)))
    counts: Counter[int] = Counter()
    for total, people in found.totals.items():
        counts[int(total) // step] += people
    bars = most // step + 1
    width = _WIDTH // bars
    highest = max(counts.values())
    drawn, rows = [], []
    for place in range(bars):
        people = counts[place]
        text = _range(place * step, step)
        height = -(-_HEIGHT * people // highest)
        drawn.append(Bar(place * width, _HEIGHT - height, max(1, width - 1), height, text))
        if people:
            rows.append((text, say_count(people)))
    return Chart(
        label=f"Phân bố điểm của {say_count(found.totals.total())} lượt thi",
        bars=tuple(drawn),
        first=say_decimal(0, 0),
        last=say_decimal((bars - 1) * step / 100, 0),
        rows=tuple(rows),
    )


def _range(start: int, step: int) -> str:
    """`27`, or `20 đến dưới 25`, in points."""
    low = say_decimal(start / 100, 0)
    return low if step == 100 else f"{low} đến dưới {say_decimal((start + step) / 100, 0)}"
