"""Lay out the form of a contest, and beside it what stands when somebody else was faster."""

from collections.abc import Collection, Iterator, Mapping

from question_bank.bank import Bank
from question_bank.question import LEVEL_TITLES, Level
from quiz.rules.criteria import COUNTING_TEXTS, TIE_BREAK_TEXTS, Criterion, TieBreak
from quiz.rules.draft import MOST_SERIES
from quiz.rules.eligibility import ROUND_KIND_TEXTS
from quiz.rules.presets import PRESET_TEXTS, Preset
from quiz.rules.wording import UNAPPROVED, say_moment, say_window
from quiz.stages.choices import BankLine, District
from quiz.stages.oversee import ContestView
from quiz.web.pages.common import Link
from quiz.web.pages.province import (
    ContestFormPage,
    DistrictChoice,
    MatrixCell,
    MatrixRow,
    SeriesRow,
    Standing,
)
from quiz.web.pages.rules import ParameterField, ParameterSection
from quiz.web.province import parameters, series_form
from quiz.web.province.drafting import ContestInput, Errors


def form_page(
    given: ContestInput,
    title: str,
    save_url: str,
    choices: tuple[tuple[BankLine, ...], tuple[District, ...], Bank],
    errors: Errors | tuple[tuple[str, str], ...] = (),
) -> ContestFormPage:
    """The form as it was filled in, with what is wrong."""
    banks, districts, bank = choices
    said = dict(reversed(errors))
    return ContestFormPage(
        title=title,
        save_url=save_url,
        seen=given.seen,
        back=Link("Toàn tỉnh", "/province"),
        name=given.name,
        bank=given.bank,
        banks=tuple(
            (
                str(one.id),
                f"{one.title} ({one.question_count} câu, công bố {say_moment(one.published_at)}, "
                f"mã {one.digest[:8]})" + ("" if one.approved else f". {UNAPPROVED}"),
            )
            for one in banks
        ),
        minutes=given.minutes,
        attempts=given.attempts,
        counting=given.counting,
        countings=tuple((one.value, text) for one, text in COUNTING_TEXTS.items()),
        tie_breaks=given.ties(),
        tie_break_options=tuple(criteria(bank)),
        seats=given.seats,
        reserves=given.reserves,
        shuffle_questions=bool(given.shuffle_questions),
        shuffle_options=bool(given.shuffle_options),
        levels=tuple(LEVEL_TITLES[level] for level in Level),
        matrix=_matrix(given, bank, said),
        opens=given.opens,
        closes=given.closes,
        districts=tuple(
            DistrictChoice(
                id=one.id,
                name=one.name,
                chosen=str(one.id) in given.districts,
                opens=given.further(f"opens_{one.id}"),
                closes=given.further(f"closes_{one.id}"),
                error=said.get(f"opens_{one.id}") or said.get(f"closes_{one.id}", ""),
            )
            for one in districts
        ),
        label=given.label,
        audience=given.audience,
        kind=given.kind,
        series=_series(given, errors),
        kinds=tuple((str(kind), text) for kind, text in ROUND_KIND_TEXTS.items()),
        sections=sections(given, said),
        mark=parameters.MARK,
        errors=tuple(errors),
    )


def presets_of(chosen: Preset) -> tuple[Link, ...]:
    """The other presets to begin with."""
    return tuple(
        Link(text, f"/province/contests/new?preset={preset}")
        for preset, text in PRESET_TEXTS.items()
        if preset is not chosen
    )


def criteria(bank: Bank) -> Iterator[tuple[str, str]]:
    """The criteria to choose from: (value, text)."""
    for kind, text in TIE_BREAK_TEXTS.items():
        if kind is not TieBreak.TOPIC_SCORE:
            yield str(kind), text
            continue
        for topic in bank.topics:
            criterion = Criterion(kind, topic.id)
            yield str(criterion), criterion.printed(bank.topic_titles)


def sections(
    given: ContestInput, said: Mapping[str, str], without: Collection[str] = ()
) -> tuple[ParameterSection, ...]:
    """The parameters' fields as typed, but for those of the paths `without`."""
    found = []
    for section in parameters.SECTIONS:
        fields = tuple(
            ParameterField(
                field=one.field,
                label=one.label,
                control=one.kind.control,
                value=given.further(one.field),
                hint=one.hint,
                options=one.options,
                error=said.get(one.field, ""),
            )
            for one in section.parameters
            if one.path not in without
        )
        found.append(
            ParameterSection(section.title, fields, open=any(field.error for field in fields))
        )
    return tuple(found)


def _series(
    given: ContestInput, errors: Errors | tuple[tuple[str, str], ...]
) -> tuple[SeriesRow, ...]:
    typed = dict(series_form.typed_rows(given.further))
    empty = dict.fromkeys(series_form.COLUMNS, "")
    last = max(typed, default=0) + series_form.BLANK
    return tuple(
        SeriesRow(
            number=number,
            errors=tuple(sentence for field, sentence in errors if field.startswith(f"s{number}_")),
            **typed.get(number, empty),
        )
        for number in range(1, min(last, MOST_SERIES) + 1)
    )


def standing_of(contest: ContestView) -> Standing:
    """The contest as it stands now, to compare with what was typed."""
    return Standing(
        name=contest.name,
        bank_text=say_bank(contest.bank),
        rules=contest.printed,
        windows=tuple(
            (
                one.district,
                say_window(one.window.opens_at, one.window.closes_at),
            )
            for one in contest.windows
        ),
    )


def say_bank(bank: Bank) -> str:
    """The bank's title, size and digest."""
    return f"{bank.title}, {len(bank)} câu hỏi, mã kiểm tra {bank.digest[:16]}"


def _matrix(given: ContestInput, bank: Bank, said: dict[str, str]) -> tuple[MatrixRow, ...]:
    counts = bank.counts()
    rows = []
    for topic in bank.topics:
        cells = []
        for level in Level:
            field = f"count_{topic.id}_{level}"
            cells.append(
                MatrixCell(
                    field=field,
                    label=f"{topic.title}, mức độ {LEVEL_TITLES[level]}",
                    value=given.further(field),
                    available=counts[topic.id, level],
                    error=said.get(field, ""),
                )
            )
        rows.append(MatrixRow(topic.title, tuple(cells)))
    return tuple(rows)
