"""A key table whose number stands on two questions gives neither of them a key."""

import pytest

from question_bank.finding import Severity
from question_bank.formats import read

OPTIONS = "A. 4 năm\nB. 5 năm\nC. 6 năm\n"


def question(number: str, stem: str, tail: str = "") -> str:
    return f"{number} {stem}\n{OPTIONS}{tail}"


@pytest.mark.parametrize(
    ("numbers", "table", "twice"),
    [
        (("Câu 1.", "Câu 1.", "Câu 3."), "1-A 3-C", (0, 1)),
        (("Câu 1.", "Câu 2.", "Câu 2.", "Câu 4."), "1-A 2-B 3-A 4-B", (1, 2)),
    ],
)
def test_questions_of_one_number_block_instead_of_taking_each_others_key(
    numbers: tuple[str, ...], table: str, twice: tuple[int, ...]
) -> None:
    stems = [f"Nội dung thứ {place} của bài là gì?" for place in range(len(numbers))]
    text = "\n".join(question(number, stem) for number, stem in zip(numbers, stems, strict=True))
    reading = read(f"{text}\nĐÁP ÁN\n{table}\n".encode(), "de.txt")
    keys = {question.stem: question.key for question in reading.bank.questions}
    for place in twice:
        assert not keys.get(stems[place])
    blocked = [one for one in reading.findings if one.level is Severity.BLOCKS]
    assert sum("số trùng" in one.message for one in blocked) == len(twice)


def test_each_part_with_its_own_table_may_begin_at_one_again() -> None:
    first = question("Câu 1.", "Phần đầu hỏi gì?") + "\n1-A\n\n"
    second = question("Câu 1.", "Phần sau hỏi gì?") + "\n1-C\n"
    reading = read(f"{first}{second}".encode(), "de.txt")
    assert [sorted(one.key) for one in reading.bank.questions] == [[0], [2]]
