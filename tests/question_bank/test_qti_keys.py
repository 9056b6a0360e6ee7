"""Keys and marking of QTI items: what is all or nothing is read, what is not is named."""

import pytest

from question_bank.finding import Severity
from tests.question_bank.qti_files import CHOICES, MATCH, declaration, interaction, item
from tests.question_bank.test_qti_items import only, reading, told

MAPPING = (
    '<mapping defaultValue="0"><mapEntry mapKey="A" mappedValue="{}"/>'
    '<mapEntry mapKey="B" mappedValue="{}"/></mapping>'
)
MAPPED = '<responseProcessing template="http://www.imsglobal.org/x/rptemplates/map_response"/>'


def test_points_for_each_choice_are_a_doubt_where_they_are_not_all_or_nothing() -> None:
    text = item(declared=declaration("B", mapping=MAPPING.format("0.5", "1")), after=MAPPED)
    ((level, message),) = told(text)
    assert (level, "mapResponse" in message) == (Severity.DOUBTFUL, True)
    assert only(text).key == {1}


def test_points_for_the_only_right_choice_are_its_key() -> None:
    for declared in (
        declaration("B", mapping=MAPPING.format("0", "1")),
        declaration(mapping=MAPPING.format("-1", "2")),
    ):
        text = item(declared=declared, after=MAPPED)
        assert only(text).key == {1}
        assert told(text) == []


WRITTEN_OUT = (
    "<responseProcessing><responseCondition><responseIf><match>"
    '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'
    '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
    "</setOutcomeValue></responseIf><responseElse>"
    '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{}</baseValue>'
    "</setOutcomeValue></responseElse></responseCondition></responseProcessing>"
)


def test_rules_that_say_what_the_template_says_are_no_doubt() -> None:
    assert told(item(after=WRITTEN_OUT.format("0"))) == []
    assert told(item(after=WRITTEN_OUT.format(" 0.0 ").replace(">1<", ">2.5<"))) == []


@pytest.mark.parametrize(
    "after",
    [
        WRITTEN_OUT.format("-0.5"),
        WRITTEN_OUT.format("0").replace("match>", "member>"),
        WRITTEN_OUT.format("0")
        .replace("<match>", "<not><match>")
        .replace("</match>", "</match></not>"),
        WRITTEN_OUT.format("1").replace(">1<", ">0<", 1),
        WRITTEN_OUT.format("1"),
        WRITTEN_OUT.format("0").replace(">1<", ">điểm<"),
        WRITTEN_OUT.format("0").replace(
            'correct identifier="RESPONSE"', 'correct identifier="OTHER"'
        ),
        '<responseProcessing template="http://example.org/own"/>',
    ],
)
def test_other_rules_of_marking_are_a_doubt(after: str) -> None:
    ((level, message),) = told(item(after=after))
    assert level is Severity.DOUBTFUL
    assert "chấm điểm riêng" in message


KEYS = {
    "chưa có đáp án": item(
        declared="<responseDeclaration identifier='RESPONSE' "
        "cardinality='single' baseType='identifier'/>"
    ),
    "không ứng với đúng một phương án": item(declared=declaration("X")),
    "khai báo trả lời": item(declared=declaration("B", name="OTHER")),
    "kiểu trả lời": item(declared=declaration("B", cardinality="ordered")),
    "chỉ cho một câu trả lời": item(declared=declaration("A", "B")),
    "“B” không ứng": item(
        "<p>Hỏi?</p>" + interaction(CHOICES.replace('"A"', '"B"')),
    ),
}


@pytest.mark.parametrize("problem", KEYS)
def test_a_key_that_cannot_be_read_blocks(problem: str) -> None:
    result = reading(KEYS[problem])
    assert result.bank.questions[0].key == frozenset()
    blocking = [f.message for f in result.findings if f.level is Severity.BLOCKS]
    assert any(problem in message for message in blocking)


@pytest.mark.parametrize(
    ("values", "most", "problem"),
    [(("B",), "0", "chỉ có một đáp án"), (("A", "B"), "2", "tối đa 2 phương án")],
)
def test_how_many_may_be_chosen_must_go_with_the_key(
    values: tuple[str, ...], most: str, problem: str
) -> None:
    choices = CHOICES + '<simpleChoice identifier="C">Đủ 25 tuổi</simpleChoice>'
    text = item(
        "<p>Hỏi?</p>" + interaction(choices, f'shuffle="true" maxChoices="{most}"'),
        declared=declaration(*values, cardinality="multiple"),
    )
    ((level, message),) = told(text)
    assert level is Severity.DOUBTFUL
    assert problem in message


def test_match_correct_is_known_by_its_name_whatever_the_version() -> None:
    after = f'<responseProcessing template="{MATCH.replace("2p1", "9p9")}"/>'
    assert told(item(after=after)) == []
