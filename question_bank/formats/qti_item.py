"""One QTI item as a draft: a choice interaction and its key, or a finding that names what it is."""

from xml.etree.ElementTree import Element

from question_bank.formats.draft import Claim, Draft, DraftOption
from question_bank.formats.qti_names import ncname
from question_bank.formats.qti_xml import Plain, attr, inside, kids, kin, plain
from question_bank.formats.reading import Report, shorten
from question_bank.question import letter_of
from question_bank.vietnamese import squeeze

_AS_TRUE = frozenset(("true", "1"))
_SAME_AS_CORRECT = frozenset(
    [
        "responseprocessing",
        "responsecondition",
        "responseif",
        "responseelse",
        "match",
        "variable",
        "correct",
        "not",
        "isnull",
        "setoutcomevalue",
        "basevalue",
        "sum",
    ]
)
_TEMPLATED = ("templatedeclaration", "templateprocessing", "printedvariable")
_LONGEST_ID = 64


def read_item(root: Element, where: str, label: str, report: Report) -> Draft | None:
    """The draft of an item, or None with a finding where it is of another kind."""
    body = next(iter(kids(root, "itembody")), None)
    choices = _interaction(root, body, where, label, report)
    if body is None or choices is None:
        return None
    stem = plain(body, without=choices)
    draft = Draft(where, label, id=_identifier(root))
    prompt = [plain(each) for each in kids(choices, "prompt")]
    draft.stem = "\n".join(filter(None, [stem.text, *(each.text for each in prompt)]))
    answers = [plain(each) for each in _choices(choices)]
    after = [plain(each) for each in kids(root, "modalfeedback")]
    for choice, answer in zip(_choices(choices), answers, strict=True):
        fixed = attr(choice, "fixed")
        pinned = fixed in _AS_TRUE if fixed else None
        letter = letter_of(len(draft.options))
        draft.options.append(DraftOption(answer.text, letter, pinned))
    draft.shuffle = attr(choices, "shuffle") in _AS_TRUE
    texts = [stem, *prompt, *answers, *after]
    asides = [aside for text in texts for aside in text.asides]
    said = [*(text.text for text in after), *asides]
    draft.explanation = "\n".join(dict.fromkeys(filter(None, said)))
    shared = bool(kids(root, "assessmentstimulusref"))
    _tell_losses(texts, draft, report, shared=shared)
    _read_key(root, choices, draft, report)
    return draft


def _identifier(root: Element) -> str:
    """The item's own identifier, or the one that its label keeps where XML could not."""
    identifier, label = attr(root, "identifier"), attr(root, "label")
    if label and len(label) <= _LONGEST_ID and identifier.startswith(ncname(label)):
        return label
    return identifier if squeeze(identifier) == identifier and _fits(identifier) else ""


def _fits(identifier: str) -> bool:
    return ncname(identifier).lstrip("_") == identifier.lstrip("_") and (
        len(identifier) <= _LONGEST_ID
    )


def _choices(choices: Element) -> list[Element]:
    return kids(choices, "simplechoice")


def _interaction(
    root: Element, body: Element | None, where: str, label: str, report: Report
) -> Element | None:
    """The only interaction, where it is one that the bank has; else None, with a finding."""
    found = [each for each in (body if body is not None else ()) for each in each.iter()]
    found = [each for each in found if kin(each).endswith("interaction")]
    kinds = sorted({kin(each).removesuffix("interaction") or "?" for each in found})
    if not found:
        problem = "không có tương tác nào để trả lời"
    elif kinds != ["choice"]:
        problem = f"có dạng tương tác “{', '.join(kinds)}” mà ngân hàng không có"
    elif len(found) > 1:
        problem = f"có {len(found)} tương tác trong một câu"
    elif any(inside(root, name) for name in _TEMPLATED):
        problem = "có nội dung thay đổi theo biến"
    elif attr(root, "adaptive") in _AS_TRUE:
        problem = "là câu thích ứng, phải trả lời nhiều bước"
    else:
        return found[0]
    report.doubts(
        where,
        f"{label} ({_quoted(root)}) {problem} nên không được nhập; "
        "đề nghị chuyển thành câu có từ 2 đến 8 phương án.",
    )
    return None


def _quoted(root: Element) -> str:
    return f"“{shorten(attr(root, 'title') or attr(root, 'identifier'), 60)}”"


def _tell_losses(texts: list[Plain], draft: Draft, report: Report, *, shared: bool) -> None:
    for problem in dict.fromkeys(problem for text in texts for problem in text.problems):
        report.blocks(draft.where, problem)
    lost = list(dict.fromkeys(loss for text in texts for loss in text.lost))
    if shared:
        lost.append("đoạn văn dùng chung")
    if lost:
        report.doubts(
            draft.where,
            f"{draft.label} có {', '.join(lost)} không giữ được trong văn bản thuần; "
            "đề nghị xem lại và viết thành lời.",
        )


def _read_key(root: Element, choices: Element, draft: Draft, report: Report) -> None:
    name = attr(choices, "responseidentifier")
    declared = [each for each in kids(root, "responsedeclaration") if _names(each, name)]
    if len(declared) != 1:
        draft.problems.append(f"tham chiếu đến khai báo trả lời “{shorten(name, 40)}” không có")
        return
    (declaration,) = declared
    cardinality = attr(declaration, "cardinality")
    if cardinality not in ("single", "multiple"):
        draft.problems.append(f"có kiểu trả lời “{shorten(cardinality, 40)}” không đọc được")
        return
    values = _values(declaration, "correctresponse")
    points = _points(declaration)
    _check_scoring(root, name, values, points, draft, report)
    values = values or [value for value, worth in points.items() if worth > 0]
    _claim(values, choices, draft)
    _check_number(cardinality, choices, draft, report)


def _names(declaration: Element, name: str) -> bool:
    return attr(declaration, "identifier") == name


def _values(declaration: Element, holder: str) -> list[str]:
    found = [value for each in kids(declaration, holder) for value in kids(each, "value")]
    return list(dict.fromkeys("".join(value.itertext()).strip() for value in found))


def _points(declaration: Element) -> dict[str, float]:
    """What each choice is worth, where the item gives points for each."""
    points = {}
    for entry in inside(declaration, "mapentry"):
        try:
            points[attr(entry, "mapkey")] = float(attr(entry, "mappedvalue"))
        except ValueError:
            points[attr(entry, "mapkey")] = 0.0
    return points


def _claim(values: list[str], choices: Element, draft: Draft) -> None:
    places: dict[str, list[int]] = {}
    for index, choice in enumerate(_choices(choices)):
        places.setdefault(attr(choice, "identifier"), []).append(index)
    for value in values:
        if len(places.get(value, ())) != 1:
            draft.problems.append(
                f"có đáp án “{shorten(value, 40)}” không ứng với đúng một phương án"
            )
    if values and not draft.problems:
        key = frozenset(places[value][0] for value in values)
        draft.claims.append(Claim("đáp án", key))


def _check_scoring(
    root: Element,
    name: str,
    values: list[str],
    points: dict[str, float],
    draft: Draft,
    report: Report,
) -> None:
    """A finding where the item is not marked all or nothing by its correct response."""
    processing = next(iter(kids(root, "responseprocessing")), None)
    if processing is None:
        return
    template = attr(processing, "template").rpartition("/")[2].removesuffix(".xml")
    used = {kin(each) for each in processing.iter()}
    if "mapresponse" in used or template == "map_response":
        right = {value for value, worth in points.items() if worth > 0}
        if len(right) == 1 and right == set(values or right):
            return
        problem = "tính điểm riêng cho từng phương án (mapResponse)"
    elif template == "match_correct" or (not template and _is_match(processing, used, name)):
        return
    else:
        problem = "có cách chấm điểm riêng"
    report.doubts(
        draft.where,
        f"{draft.label} {problem}, trong khi hệ thống chỉ tính điểm khi chọn đúng toàn bộ đáp án; "
        "đề nghị kiểm tra lại đáp án.",
    )


def _is_match(processing: Element, used: set[str], name: str) -> bool:
    """Whether the written-out rules say what `match_correct` says of the response with this name:
    points for the very answer, and none taken off or given for another.
    """
    matches = inside(processing, "match")
    if not used <= _SAME_AS_CORRECT or len(matches) != 1 or len(inside(processing, "correct")) != 1:
        return False
    (match,) = matches
    compared = {kin(each): attr(each, "identifier") for each in match}
    rewarded = [each for each in inside(processing, "responseif") if match in each]
    return (
        compared == {"variable": name, "correct": name}
        and len(rewarded) == 1
        and any(worth > 0 for worth in _worth(rewarded[0]))
        and all(worth >= 0 for worth in _worth(processing))
        and not any(map(any, map(_worth, inside(processing, "responseelse"))))
    )


def _worth(rules: Element) -> list[float]:
    """The points in these rules; -1 for what is no number."""
    found = []
    for each in inside(rules, "basevalue"):
        try:
            found.append(float("".join(each.itertext())))
        except ValueError:
            found.append(-1.0)
    return found


def _check_number(cardinality: str, choices: Element, draft: Draft, report: Report) -> None:
    """A finding where how many may be chosen does not go with the key."""
    most, count = (
        attr(choices, "maxchoices") or "1",
        len(draft.claims[0].key if draft.claims else ()),
    )
    if cardinality == "single" and count > 1:
        draft.claims.clear()
        draft.problems.append(f"chỉ cho một câu trả lời nhưng có {count} đáp án")
    elif cardinality == "multiple" and count == 1:
        report.doubts(
            draft.where,
            f"{draft.label} cho chọn nhiều phương án nhưng chỉ có một đáp án nên được đọc là câu "
            "chọn một phương án; đề nghị kiểm tra lại đáp án.",
        )
    elif count > 1 and most.isdecimal() and 0 < int(most[:9]) < len(draft.options):
        report.doubts(
            draft.where,
            f"{draft.label} chỉ cho chọn tối đa {most[:9]} phương án, giới hạn này không giữ được; "
            "đề nghị ghi số phương án cần chọn vào nội dung câu hỏi.",
        )
