"""The questions of one file and the key of another -> one reading. No key is ever overwritten."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from question_bank.finding import Finding, Severity, UnreadableFile
from question_bank.formats.by_marks import choice_about
from question_bank.formats.fields import bases_of
from question_bank.formats.key_files import KeyEntry, KeyFile, read_keys
from question_bank.formats.keys import key_of, without_lead
from question_bank.formats.reading import Reading, Report, shorten, some
from question_bank.formats.twins import twins
from question_bank.question import OPTION_LETTERS, Question

_REMEDY = "đề nghị kiểm tra lại số thứ tự"


def with_keys(reading: Reading, keys: KeyFile, legacy: str = "") -> Reading:
    """The reading with the key of each question that the file names by its number.

    A key that stands in the questions' own file stays, and what contradicts it is a doubt; so are
    numbers without a question, numbers that are not clear, and a key that fits no option. Questions
    that neither file gives a key stay blocked. UnreadableFile where the key's file cannot be read.
    """
    if not reading.bank.questions:
        return reading
    report = Report(f"tệp đáp án “{keys.name}”")
    try:
        entries = read_keys(keys, report, legacy)
    except UnreadableFile as error:
        sentence = str(error)
        raise UnreadableFile(
            f"Tệp đáp án “{keys.name}”: {sentence[:1].lower()}{sentence[1:]}"
        ) from error
    joiner = _Joiner(reading, report)
    for place, entry in joiner.matched(entries):
        joiner.take(place, entry)
    return joiner.joined()


class _Joiner:
    """Lays entries beside questions; the questions fill up with their keys."""

    def __init__(self, reading: Reading, report: Report) -> None:
        self.reading, self.report = reading, report
        self.questions = list(reading.bank.questions)
        self._marks = list(reading.marks or ("",) * len(self.questions))
        self._taken: list[int] = []

    def matched(self, entries: Sequence[KeyEntry]) -> list[tuple[int, KeyEntry]]:
        """Each question's index with its entry. Numbers that come several times on both sides, as
        often, are laid beside each other in their order.
        """
        asked: dict[int, list[int]] = defaultdict(list)
        for place, label in enumerate(self.reading.labels):
            asked[int("".join(filter(str.isdecimal, label)) or 0)].append(place)
        said: dict[int, list[KeyEntry]] = defaultdict(list)
        for entry in entries:
            said[entry.number].append(entry)
        found: list[tuple[int, KeyEntry]] = []
        strange = [number for number in said if number not in asked]
        repeated, unclear = [], []
        for number, same in said.items():
            places = asked.get(number, [])
            if len({entry.value.casefold() for entry in same}) == 1 == len(places):
                same = same[:1]
            if len(places) == len(same):
                found += zip(places, same, strict=True)
                repeated += [number] if len(places) > 1 else []
            elif places:
                unclear.append(number)
        self._tell_numbers(strange, repeated, unclear)
        return found

    def _tell_numbers(self, strange: list[int], repeated: list[int], unclear: list[int]) -> None:
        for numbers, said in (
            (strange, "có đáp án nhưng tệp câu hỏi không có câu này"),
            (repeated, "có nhiều lần ở cả hai tệp và được ghép theo thứ tự"),
            (unclear, "có số đáp án khác với số câu cùng số thứ tự nên không được ghép"),
        ):
            if numbers:
                listed = some([f"Câu {number}" for number in numbers])
                self.report.doubts(self.report.place(), f"{listed} {said}; {_REMEDY}.")

    def take(self, place: int, entry: KeyEntry) -> None:
        """Give the question this key, or say why not."""
        question = self.questions[place]
        where, label = self.reading.places[place], self.reading.labels[place]
        key, rest, problem = _key(entry.value, question)
        if problem or not key:
            self._doubt(where, f"{label} {problem or 'chưa rõ đáp án'} ({entry.where})")
            return
        said = f"{label} có đáp án {_letters(key)} ở {entry.where}"
        if question.key and question.key != key:
            own = f"{_letters(question.key)} ở tệp câu hỏi"
            self._doubt(where, f"{said} nhưng {own}; đáp án ở tệp câu hỏi được giữ")
        elif not question.key and place not in self.reading.unkeyed:
            self._doubt(where, f"{said}, còn đáp án ở tệp câu hỏi không dùng được")
        elif question.key:
            self._marks[place] = ""  # both files say it
        else:
            self._taken.append(place)
            self.questions[place] = replace(question, key=key)
        self._add_basis(place, rest, entry)

    def _doubt(self, where: str, said: str) -> None:
        self.report.doubts(where, f"{said}; đề nghị chọn lại đáp án đúng.")

    def _add_basis(self, place: int, text: str, entry: KeyEntry) -> None:
        """A legal basis behind the key, for a question that has none of its own."""
        bases, others = bases_of(text.removeprefix("(").removesuffix(")"))
        question = self.questions[place]
        if bases and not question.legal_basis:
            self.questions[place] = replace(question, legal_basis=bases)
        if others:
            self.report.doubts(
                self.reading.places[place],
                f"{self.reading.labels[place]} có phần “{shorten('; '.join(others), 60)}” sau đáp "
                f"án ({entry.where}) không được đọc; đề nghị bổ sung vào căn cứ hoặc giải thích.",
            )

    def joined(self) -> Reading:
        """The reading with its new keys, and everything that they change said anew."""
        reading, report = self.reading, self.report
        taken = frozenset(self._taken)
        missing = [self._missing(place) for place in sorted(reading.unkeyed - taken)]
        repeated = list(twins(self.questions, reading.labels, reading.places))
        if taken:
            report.advises(
                report.place(),
                f"Đáp án của {len(taken)} câu được lấy từ tệp đáp án; đề nghị xem lại một số câu "
                "trước khi dùng.",
            )
        changing = reading.of_keys | {reading.choice}
        own = [finding for finding in reading.findings if finding not in changing]
        where = reading.choice.where if reading.choice else ""
        choice = choice_about(self._marks, reading.labels, where)
        return replace(
            reading,
            bank=replace(reading.bank, questions=tuple(self.questions)),
            findings=(*([choice] if choice else []), *own, *report.findings, *missing, *repeated),
            marks=tuple(self._marks),
            choice=choice,
            unkeyed=reading.unkeyed - taken,
            of_keys=frozenset([*missing, *repeated]),
        )

    def _missing(self, place: int) -> Finding:
        message = (
            f"{self.reading.labels[place]} chưa có đáp án ở tệp câu hỏi và tệp đáp án; đề nghị bổ "
            "sung."
        )
        return Finding(Severity.BLOCKS, self.reading.places[place], message)


def _key(value: str, question: Question) -> tuple[frozenset[int] | None, str, str]:
    """As `fields.key_of`, for options that are named by their place."""
    letter = OPTION_LETTERS.find(value.upper()) if len(value) == 1 else -1
    if 0 <= letter < len(question.options):
        return frozenset({letter}), "", ""
    texts = [option.text for option in question.options]
    labels = [_letters([index]) for index in range(len(texts))]
    return key_of(without_lead(value), labels, texts)


def _letters(key: frozenset[int] | list[int]) -> str:
    return ", ".join(OPTION_LETTERS[one : one + 1] or str(one + 1) for one in sorted(key))
