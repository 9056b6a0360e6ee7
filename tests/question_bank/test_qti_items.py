"""QTI items as other programs write them: what is read, and what is named and left out."""

import pytest

from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import Reading, read
from question_bank.question import Question
from tests.question_bank.qti_files import (
    CHOICES,
    V30,
    interaction,
    item,
    package,
)


def reading(text: str) -> Reading:
    return read(text.encode(), "câu.xml")


def only(text: str) -> Question:
    (question,) = reading(text).bank.questions
    return question


def told(text: str) -> list[tuple[Severity, str]]:
    """The findings but for the advice that no level was given."""
    return [
        (finding.level, finding.message)
        for finding in reading(text).findings
        if finding.level is not Severity.ADVICE
    ]


def test_a_single_item_file_is_a_bank_of_one_question() -> None:
    question = only(item())
    assert (question.id, question.stem) == ("cau-1", "Đủ bao nhiêu tuổi thì được ứng cử?")
    assert [option.text for option in question.options] == ["Đủ 18 tuổi", "Đủ 21 tuổi"]
    assert question.key == {1}
    assert question.shuffle
    assert told(item()) == []


def test_the_spelling_of_version_3_is_read_by_the_same_reader() -> None:
    text = f"""<qti-assessment-item xmlns="{V30}" identifier="cau-1" title="x" xml:lang="en"
      adaptive="false" time-dependent="false">
      <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="identifier">
        <qti-correct-response><qti-value>A</qti-value><qti-value>C</qti-value>
        </qti-correct-response></qti-response-declaration>
      <qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="0">
        <qti-prompt>Which?</qti-prompt>
        <qti-simple-choice identifier="A">one</qti-simple-choice>
        <qti-simple-choice identifier="B">two</qti-simple-choice>
        <qti-simple-choice identifier="C" fixed="true">three</qti-simple-choice>
      </qti-choice-interaction></qti-item-body>
      <qti-response-processing
        template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
      <qti-modal-feedback outcome-identifier="FEEDBACK" identifier="x" show-hide="show">
        <qti-content-body><p>Because.</p></qti-content-body></qti-modal-feedback>
      </qti-assessment-item>"""
    question = only(text)
    assert (question.stem, question.shuffle) == ("Which?", False)
    assert question.key == {0, 2}
    assert [option.pinned for option in question.options] == [False, False, True]
    assert question.explanation == "Because."
    assert reading(text).bank.language == "en"


def test_a_namespace_prefix_changes_nothing() -> None:
    text = item().replace("<", "<q:").replace("<q:/", "</q:").replace("<q:?", "<?")
    assert only(text.replace("xmlns=", "xmlns:q=")).key == {1}


@pytest.mark.parametrize(
    ("markup", "stem"),
    [
        ("<p>Một <b>hai</b>\n   ba</p><div>bốn<br/>năm</div>", "Một hai ba\nbốn\nnăm"),
        ("<ul><li>một</li><li>hai</li></ul>", "một\nhai"),
        ("<p>&lt;script&gt; &amp; {{7*7}}</p>", "<script> & {{7*7}}"),
        ("<p>Một</p><script>alert(1)</script>", "Một"),
    ],
)
def test_markup_becomes_plain_text(markup: str, stem: str) -> None:
    assert only(item(markup + interaction())).stem == stem
    assert told(item(markup + interaction())) == []


@pytest.mark.parametrize(
    ("markup", "lost"),
    [
        ('<img src="a.png" alt="bản đồ"/>', "hình ảnh"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "bảng"),
        ('<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>', "công thức"),
        ("x<sup>2</sup>", "chỉ số trên"),
        ("Ai <del>không</del> được bầu?", "chữ gạch ngang"),
        ('<object data="a.mp3" type="audio/mpeg">âm</object>', "tệp nhúng"),
    ],
)
def test_what_plain_text_cannot_say_is_a_doubt(markup: str, lost: str) -> None:
    for text in (
        item(f"<div>Xem {markup}</div>{interaction()}"),
        item("<p>Hỏi?</p>" + interaction(CHOICES.replace("Đủ 18", f"{markup} Đủ 18"))),
    ):
        ((level, message),) = told(text)
        assert level is Severity.DOUBTFUL
        assert lost in message
        assert "đề nghị" in message


def test_the_words_for_a_picture_and_the_cells_of_a_table_are_kept() -> None:
    markup = '<p>Xem <img src="a" alt="bản đồ"/></p><table><tr><td>1</td><td>2</td></tr></table>'
    assert only(item(markup + interaction())).stem == "Xem bản đồ\n1 2"


def test_feedback_and_notes_for_others_become_the_explanation() -> None:
    body = (
        '<rubricBlock view="scorer"><p>Xem Điều 2.</p></rubricBlock>'
        '<rubricBlock view="candidate"><p>Chọn một.</p></rubricBlock><p>Hỏi?</p>'
        + interaction(
            CHOICES.replace(
                "Đủ 21 tuổi",
                'Đủ 21 tuổi<feedbackInline outcomeIdentifier="F" identifier="B" showHide="show">'
                "Đúng.</feedbackInline>",
            )
        )
    )
    feedback = (
        '<modalFeedback outcomeIdentifier="F" identifier="x" showHide="show">Vì thế.'
        "</modalFeedback>"
    )
    question = only(item(body, after=feedback))
    assert question.stem == "Chọn một.\nHỏi?"
    assert question.options[1].text == "Đủ 21 tuổi"
    assert question.explanation == "Vì thế.\nXem Điều 2.\nĐúng."


OTHER_KINDS = {
    "textentry": "<p>Đủ <textEntryInteraction responseIdentifier='RESPONSE'/> tuổi</p>",
    "match": "<matchInteraction responseIdentifier='RESPONSE'><prompt>Nối</prompt>"
    "</matchInteraction>",
    "extendedtext": "<extendedTextInteraction responseIdentifier='RESPONSE'/>",
    "2 tương tác": interaction() + interaction(),
    "choice, textentry": f"{interaction()}<p><textEntryInteraction responseIdentifier='T'/></p>",
    "không có tương tác": "<p>Chỉ là lời dẫn.</p>",
    "theo biến": f"<p>Đủ <printedVariable identifier='X'/> tuổi?</p>{interaction()}",
}


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_another_kind_of_item_is_named_with_its_place_and_left_out(kind: str) -> None:
    content = package({"tot.xml": item(), "la.xml": item(OTHER_KINDS[kind])})
    result = read(content, "gói.zip")
    assert [question.id for question in result.bank] == ["cau-1"]
    (finding,) = [each for each in result.findings if each.level is Severity.DOUBTFUL]
    assert finding.where == "gói.zip, la.xml"
    assert kind in finding.message
    assert "đề nghị" in finding.message


def test_a_file_with_nothing_but_another_kind_says_which() -> None:
    with pytest.raises(UnreadableFile, match=r"textentry.*đề nghị"):
        reading(item(OTHER_KINDS["textentry"]))


def test_an_adaptive_item_is_left_out() -> None:
    with pytest.raises(UnreadableFile, match="thích ứng"):
        reading(item().replace('adaptive="false"', 'adaptive="true"'))


def test_all_of_the_above_is_pinned_where_the_file_does_not_say() -> None:
    last = '<simpleChoice identifier="C"{}>Tất cả các phương án trên</simpleChoice>'
    for said, pinned in (("", True), (' fixed="true"', True), (' fixed="false"', False)):
        question = only(item("<p>Hỏi?</p>" + interaction(CHOICES + last.format(said))))
        assert question.options[-1].pinned is pinned


def test_an_identifier_that_is_no_xml_name_is_kept_by_the_label() -> None:
    assert only(item(attributes='identifier="_001" label="001" title="x"')).id == "001"
    assert only(item(attributes='identifier="i9" label="Một nhãn" title="x"')).id == "i9"


def test_an_override_of_the_writing_direction_blocks() -> None:
    ((level, message),) = told(item(f"<p>H\u202eỏi?</p>{interaction()}"))
    assert level is Severity.BLOCKS
    assert "đảo chiều" in message


def test_a_shared_passage_is_a_loss() -> None:
    text = item().replace(
        "<itemBody>", '<assessmentStimulusRef identifier="s" href="s"/><itemBody>'
    )
    assert ["đoạn văn dùng chung" in message for _, message in told(text)] == [True]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + item().partition("?>")[2], "DOCTYPE"),
        (item()[:-20], "bị hỏng"),
        (item("<p>" * 200 + "x" + "</p>" * 200 + interaction()), "lồng nhau"),
        (item("<p>Hỏi?" + "<b/>" * 800_001 + "</p>" + interaction()), "quá nhiều phần tử"),
        (item("<p>" + "x" * 4_990_000 + "</p>" + interaction() * 2), "2 tương tác"),
        ("<assessmentTest xmlns='x' identifier='t' title='t'/>", "cả gói"),
        ("<x><assessmentItem/></x>", "không phải câu hỏi QTI"),
    ],
)
def test_an_item_file_that_cannot_be_read_is_refused_with_the_remedy(
    text: str, problem: str
) -> None:
    with pytest.raises(UnreadableFile, match="đề nghị") as refused:
        reading(text)
    assert problem in str(refused.value)


def test_letters_are_stored_as_everywhere_else() -> None:
    body = f"<p>Qu\u1ed1c h\u00f4\u0323i \u00d0ai\u200b bi\u1ec3u\u00a0?</p>{interaction()}"
    assert only(item(body)).stem == "Qu\u1ed1c h\u1ed9i \u0110ai bi\u1ec3u ?"
