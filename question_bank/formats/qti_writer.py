"""A bank as a QTI content package (2.1, 2.2 or 3.0), so that `qti.read_qti` gives it back.

An item file for each question, one test whose sections are the topics, and the manifest, which
carries as LOM what an item has no place for: the level as difficulty, the legal basis as what the
question is based on, the topic as its discipline, the day as coverage. The same bank gives the
same bytes.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, tostring

from question_bank.bank import Bank
from question_bank.formats.naming import names_all_others
from question_bank.formats.package import MANIFEST
from question_bank.formats.qti_names import (
    BASED_ON,
    CATALOG,
    DIFFICULTIES,
    LOM,
    VERSIONS,
    Names,
    Version,
)
from question_bank.formats.reading import shorten
from question_bank.question import OPTION_LETTERS, Question

_TEST = "test.xml"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_HTML = frozenset(("p", "br"))
_CAPITAL = re.compile("[A-Z]")
_RESPONSE, _SCORE, _FEEDBACK, _SHOWN = "RESPONSE", "SCORE", "FEEDBACK", "EXPLANATION"


def writer(name: str) -> Callable[[Bank], bytes]:
    """The writer of a version of `VERSIONS`."""
    return partial(write_qti, version=VERSIONS[name])


def write_qti(bank: Bank, version: Version) -> bytes:
    """The bank as a zip package."""
    names = Names("test", "part")
    items = [(names.name(question.id), question) for question in bank]
    members = {
        MANIFEST: _manifest(bank, items, version),
        _TEST: _test(bank, items, version, names),
    }
    for number, (identifier, question) in enumerate(items, 1):
        members[_path(number)] = _item(question, identifier, bank.language, version)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, root in members.items():
            content = tostring(root, encoding="utf-8", xml_declaration=True)
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def _path(number: int) -> str:
    return f"items/{number:04}.xml"


def _root(name: str, namespace: str, schema: str, attributes: dict[str, str]) -> Element:
    where = {"xmlns:xsi": _XSI, "xsi:schemaLocation": f"{namespace} {schema}"}
    return Element(name, {"xmlns": namespace, **where, **attributes})


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    element.text = text or None
    return element


def _dressed(root: Element, version: Version) -> Element:
    """The tree in the version's spelling: `simpleChoice` -> `qti-simple-choice` in 3.0."""
    if version.kebab:
        for element in root.iter():
            if element.tag not in _HTML:
                element.tag = f"qti-{_kebab(element.tag)}"
            element.attrib = {
                name if ":" in name else _kebab(name): value
                for name, value in element.attrib.items()
            }
    return root


def _kebab(name: str) -> str:
    return _CAPITAL.sub(lambda found: f"-{found[0].lower()}", name)


def _item(question: Question, identifier: str, language: str, version: Version) -> Element:
    title = shorten(question.stem) or question.id
    facts = {"identifier": identifier, "title": title, "label": question.id}
    if language:
        facts["xml:lang"] = language
    facts |= {"adaptive": "false", "timeDependent": "false"}
    root = _root("assessmentItem", version.namespace, version.schema, facts)
    _declare(root, question)
    body = _add(root, "itemBody")
    most = "0" if question.several else "1"
    shuffle = "true" if question.shuffle else "false"
    choices = _add(
        body, "choiceInteraction", responseIdentifier=_RESPONSE, shuffle=shuffle, maxChoices=most
    )
    _lines(_add(choices, "prompt"), question.stem)
    for index, option in enumerate(question.options):
        choice = _add(choices, "simpleChoice", identifier=_letter(index))
        last = index == len(question.options) - 1
        if option.pinned or (last and names_all_others(option.text)):
            choice.set("fixed", "true" if option.pinned else "false")
        _lines(choice, option.text)
    _add(root, "responseProcessing", template=version.match_correct)
    if question.explanation:
        feedback = _add(
            root,
            "modalFeedback",
            outcomeIdentifier=_FEEDBACK,
            showHide="show",
            identifier=_SHOWN,
        )
        holder = _add(feedback, "contentBody") if version.kebab else feedback
        _lines(_add(holder, "p"), question.explanation)
    return _dressed(root, version)


def _declare(root: Element, question: Question) -> None:
    """The response with its key, the score, and the explanation that is always shown."""
    cardinality = "multiple" if question.several else "single"
    response = _add(
        root,
        "responseDeclaration",
        identifier=_RESPONSE,
        cardinality=cardinality,
        baseType="identifier",
    )
    if question.key:
        correct = _add(response, "correctResponse")
        for index in sorted(question.key):
            _add(correct, "value", _letter(index))
    _outcome(root, _SCORE, "float", "0")
    if question.explanation:
        _outcome(root, _FEEDBACK, "identifier", _SHOWN)


def _outcome(root: Element, identifier: str, base: str, value: str) -> None:
    outcome = _add(
        root, "outcomeDeclaration", identifier=identifier, cardinality="single", baseType=base
    )
    _add(_add(outcome, "defaultValue"), "value", value)


def _letter(index: int) -> str:
    return OPTION_LETTERS[index : index + 1] or f"P{index + 1}"


def _lines(parent: Element, text: str) -> None:
    """The text with a line break between its lines."""
    parent.text, *others = text.split("\n")
    for line in others:
        SubElement(parent, "br").tail = line


def _test(bank: Bank, items: list[tuple[str, Question]], version: Version, names: Names) -> Element:
    facts = {"identifier": "test", "title": bank.title}
    root = _root("assessmentTest", version.namespace, version.schema, facts)
    part = _add(
        root,
        "testPart",
        identifier="part",
        navigationMode="nonlinear",
        submissionMode="simultaneous",
    )
    numbered = enumerate(items, 1)
    for topic, run in groupby(numbered, key=lambda each: each[1][1].topic):
        title = bank.topic_titles.get(topic, topic)
        section = _add(
            part, "assessmentSection", identifier=names.name(topic), title=title, visible="true"
        )
        for number, (identifier, _) in run:
            _add(section, "assessmentItemRef", identifier=identifier, href=_path(number))
    return _dressed(root, version)


def _manifest(bank: Bank, items: list[tuple[str, Question]], version: Version) -> Element:
    root = _root("manifest", version.package, version.package_schema, {"identifier": "manifest"})
    metadata = _add(root, "metadata")
    _add(metadata, "schema", version.title)
    _add(metadata, "schemaversion", version.number)
    _describe_bank(metadata, bank)
    _add(root, "organizations")
    resources = _add(root, "resources")
    kind = version.resource("test")
    test = _add(resources, "resource", identifier="resource-test", type=kind, href=_TEST)
    _add(test, "file", href=_TEST)
    for number, (_, question) in enumerate(items, 1):
        resource = _add(
            resources,
            "resource",
            identifier=f"resource-{number}",
            type=version.resource("item"),
            href=_path(number),
        )
        _describe_question(_add(resource, "metadata"), question)
        _add(resource, "file", href=_path(number))
        _add(test, "dependency", identifierref=f"resource-{number}")
    return root


def _describe_bank(metadata: Element, bank: Bank) -> None:
    lom = _add(metadata, "lom", xmlns=LOM)
    general = _add(lom, "general")
    if bank.title:
        _add(_add(general, "title"), "string", bank.title)
    if bank.language:
        _add(general, "language", bank.language)
    if bank.as_of:
        _add(_add(general, "coverage"), "string", bank.as_of)
    _discipline(lom, ((topic.id, topic.title) for topic in bank.topics))


def _describe_question(metadata: Element, question: Question) -> None:
    lom = _add(metadata, "lom", xmlns=LOM)
    identifier = _add(_add(lom, "general"), "identifier")
    _add(identifier, "catalog", CATALOG)
    _add(identifier, "entry", question.id)
    _term(_add(lom, "educational"), "difficulty", DIFFICULTIES[question.level])
    for basis in question.legal_basis:
        relation = _add(lom, "relation")
        _term(relation, "kind", BASED_ON)
        _add(_add(_add(relation, "resource"), "description"), "string", str(basis))
    _discipline(lom, [(question.topic, "")])


def _term(parent: Element, name: str, value: str) -> None:
    term = _add(parent, name)
    _add(term, "source", "LOMv1.0")
    _add(term, "value", value)


def _discipline(lom: Element, taxa: Iterable[tuple[str, str]]) -> None:
    classification = _add(lom, "classification")
    _term(classification, "purpose", "discipline")
    for identifier, title in taxa:
        path = _add(classification, "taxonPath")
        _add(_add(path, "source"), "string", CATALOG)
        taxon = _add(path, "taxon")
        _add(taxon, "id", identifier)
        if title:
            _add(_add(taxon, "entry"), "string", title)
