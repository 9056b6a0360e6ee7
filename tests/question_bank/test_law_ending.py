"""Which documents a text says have ended is told at the import, for whoever knows the day."""

import pytest

from question_bank.finding import Severity
from question_bank.law import LawText
from question_bank.law_ending import ended_by
from question_bank.law_reading import read_law
from tests.question_bank.law_files import LAW

IN_FORCE = "kể từ ngày Luật này có hiệu lực thi hành."


@pytest.mark.parametrize(
    ("sentence", "ended"),
    [
        (f"Luật Sân đình số 1/2001/QH10 hết hiệu lực {IN_FORCE}", ["1/2001/QH10"]),
        (
            "Luật Sân đình số 1/2001/QH10 đã được sửa đổi, bổ sung một số điều theo Luật số "
            f"2/2005/QH11 và Luật số 3/2007/QH11, Luật Hội số 4/2003/QH11 hết hiệu lực {IN_FORCE}",
            ["1/2001/QH10", "4/2003/QH11"],
        ),
        (f"Chương V của Luật Sân đình số 1/2001/QH10 hết hiệu lực {IN_FORCE}", []),
        ("Bãi bỏ Thông tư số 2/2010/TT-BNV ngày 28 tháng 4 năm 2010.", ["2/2010/TT-BNV"]),
        ("Luật này thay thế Nghị định số 5/2010/NĐ-CP.", ["5/2010/NĐ-CP"]),
        ("Bãi bỏ Điều 3 Nghị định số 5/2010/NĐ-CP.", []),
        ("Giấy theo Nghị định số 5/2010/NĐ-CP thì hết hiệu lực sau hội.", []),
        ("Luật số 7/2015/QH13 hết hiệu lực vào ngày hội.", []),
    ],
)
def test_the_whole_documents_that_end_are_named(sentence: str, ended: list[str]) -> None:
    text = LawText.parse(f"# Luật số 7/2015/QH13 | X\nĐiều 1. A\n1. Một.\n2. {sentence}")
    assert list(ended_by(text)) == ended


def test_the_import_advises_to_say_when_they_ended() -> None:
    said = f"Luật Sân đình số 1/2001/QH10 hết hiệu lực {IN_FORCE}\nNơi nhận:"
    found = read_law(LAW.replace("Nơi nhận:", said).encode(), "luat.txt").findings
    (finding,) = [one for one in found if "1/2001/QH10" in one.message]
    assert finding.level is Severity.ADVICE
    assert "Hết hiệu lực từ ngày" in finding.message
