"""What the standard asks of a package, as a second reading of it: written without the writer.

Stands in for the official schemas where they are not at hand, and asks more than they can: that
references resolve, that a key is among the choices, that nothing is named twice.
"""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from tests.question_bank.qti_editions import EDITIONS, Edition

LOM = "http://ltsc.ieee.org/xsd/LOM"
XML = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")

CONTENT = {
    "assessmentItem": "responseDeclaration* outcomeDeclaration* templateDeclaration* "
    "templateProcessing? stylesheet* itemBody? responseProcessing? modalFeedback*",
    "responseDeclaration": "correctResponse? mapping?",
    "correctResponse": "value+",
    "outcomeDeclaration": "defaultValue?",
    "defaultValue": "value+",
    "value": "",
    "itemBody": "choiceInteraction",
    "choiceInteraction": "prompt? simpleChoice+",
    "prompt": "br*",
    "simpleChoice": "br*",
    "br": "",
    "responseProcessing": "",
    "modalFeedback": "p",
    "contentBody": "p",
    "p": "br*",
    "assessmentTest": "outcomeDeclaration* testPart+",
    "testPart": "assessmentSection+",
    "assessmentSection": "assessmentItemRef*",
    "assessmentItemRef": "",
    "manifest": "metadata organizations resources",
    "organizations": "",
    "resources": "resource*",
    "resource": "metadata? file+ dependency*",
    "file": "",
    "dependency": "",
    "schema": "",
    "schemaversion": "",
}
MIXED = {"value", "prompt", "simpleChoice", "p", "schema", "schemaversion"}
REQUIRED = {
    "assessmentItem": "identifier title adaptive timeDependent",
    "responseDeclaration": "identifier cardinality baseType",
    "outcomeDeclaration": "identifier cardinality baseType",
    "choiceInteraction": "responseIdentifier shuffle maxChoices",
    "simpleChoice": "identifier",
    "responseProcessing": "template",
    "modalFeedback": "outcomeIdentifier showHide identifier",
    "assessmentTest": "identifier title",
    "testPart": "identifier navigationMode submissionMode",
    "assessmentSection": "identifier title visible",
    "assessmentItemRef": "identifier href",
    "manifest": "identifier",
    "resource": "identifier type href",
    "file": "href",
    "dependency": "identifierref",
}
OPTIONAL = {"assessmentItem": f"label {{{XML}}}lang", "simpleChoice": "fixed"}
VALUES = {
    "adaptive": "true|false",
    "timeDependent": "true|false",
    "shuffle": "true|false",
    "fixed": "true|false",
    "visible": "true|false",
    "showHide": "show|hide",
    "cardinality": "single|multiple|ordered|record",
    "baseType": "identifier|float",
    "navigationMode": "linear|nonlinear",
    "submissionMode": "individual|simultaneous",
    "maxChoices": r"\d+",
    "identifier": NCNAME.pattern,
    "responseIdentifier": NCNAME.pattern,
    "outcomeIdentifier": NCNAME.pattern,
    "label": r"[^\n\t]{0,256}",
    "title": r"[^\n\t]*",
}
LOM_CONTENT = {
    "lom": "general? educational? relation* classification*",
    "general": "identifier* title? language* coverage*",
    "identifier": "catalog? entry?",
    "educational": "difficulty?",
    "relation": "kind? resource?",
    "resource": "identifier* description*",
    "classification": "purpose? taxonPath*",
    "taxonPath": "source? taxon*",
    "taxon": "id? entry?",
    "kind": "source value",
    "difficulty": "source value",
    "purpose": "source value",
}


def faults(content: bytes, version: str) -> list[str]:
    """Everything in the package that the standard does not allow, a sentence each."""
    edition = EDITIONS[version]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        trees = {name: fromstring(archive.read(name)) for name in archive.namelist()}
    found = []
    for name, root in trees.items():
        said = (*_shapes(root, edition), *_meanings(root, edition))
        found += [f"{name}: {sentence}" for sentence in said]
    return [*found, *_references(trees, edition)]


def _bare(tag: str, edition: Edition) -> str:
    """The tag in the spelling of 2.x; unchanged, and so unknown, where its namespace is wrong."""
    space, _, name = tag.removeprefix("{").rpartition("}")
    if space not in (edition.items, edition.packaging, LOM):
        return tag
    if space == edition.items and edition.kebab and name not in ("p", "br"):
        return _camel(name.removeprefix("qti-")) if name.startswith("qti-") else tag
    return name


def _camel(name: str) -> str:
    if name != name.lower():
        return f"not kebab: {name}"
    first, *others = name.split("-")
    return first + "".join(word.capitalize() for word in others)


def _shapes(root: Element, edition: Edition) -> Iterator[str]:
    for element in root.iter():
        name, lom = _bare(element.tag, edition), element.tag.startswith(f"{{{LOM}}}")
        children = "".join(f"{_bare(child.tag, edition)} " for child in element)
        model = (LOM_CONTENT if lom else CONTENT).get(name, "" if lom else None)
        if name == "metadata":
            model = "schema schemaversion lom" if "schema" in children else "lom?"
        if name == "modalFeedback" and edition.kebab:
            model = "contentBody"
        if lom and name in ("title", "coverage", "description", "entry", "source"):
            model = "string?"
        if model is None:
            yield f"{element.tag} is no element of this version"
        elif not re.fullmatch(_pattern(model), children):
            yield f"{name} holds {children or 'nothing'}"
        if not lom:
            yield from _attributes(element, name, edition)
            if name not in MIXED and any(_texts(element)):
                yield f"{name} holds text"


def _pattern(model: str) -> str:
    parts = re.findall(r"(\w+)([*+?]?)", model)
    return "".join(f"(?:{name} ){sign}" for name, sign in parts)


def _texts(element: Element) -> Iterator[str]:
    yield (element.text or "").strip()
    yield from ((child.tail or "").strip() for child in element)


def _attributes(element: Element, name: str, edition: Edition) -> Iterator[str]:
    kebab = edition.kebab and edition.items in element.tag
    given = {
        _camel(key) if kebab and "}" not in key else key: value
        for key, value in element.attrib.items()
        if not key.startswith(f"{{{XSI}}}")
    }
    required = set(REQUIRED.get(name, "").split())
    allowed = required | set(OPTIONAL.get(name, "").split())
    for missing in sorted(required - given.keys()):
        yield f"{name} has no {missing}"
    for unknown in sorted(given.keys() - allowed):
        yield f"{name} has {unknown}"
    for key, value in given.items():
        if key in VALUES and not re.fullmatch(VALUES[key], value):
            yield f"{key} of {name} is {value}"


def _all(root: Element, name: str, edition: Edition) -> list[Element]:
    return [element for element in root.iter() if _bare(element.tag, edition) == name]


def _get(element: Element, *names: str) -> str:
    return next((element.attrib[name] for name in names if name in element.attrib), "")


def _meanings(root: Element, edition: Edition) -> Iterator[str]:
    if _bare(root.tag, edition) != "assessmentItem":
        return
    responses = _all(root, "responseDeclaration", edition)
    declared = [_get(each, "identifier") for each in responses]
    declared += [_get(each, "identifier") for each in _all(root, "outcomeDeclaration", edition)]
    yield from (f"{name} is declared twice" for name, n in Counter(declared).items() if n > 1)
    for interaction in _all(root, "choiceInteraction", edition):
        name = _get(interaction, "responseIdentifier", "response-identifier")
        mine = [each for each in responses if _get(each, "identifier") == name]
        if len(mine) != 1:
            yield f"the response {name} is not declared"
        for response in mine:
            yield from _key(interaction, response, edition)
    for feedback in _all(root, "modalFeedback", edition):
        if _get(feedback, "outcomeIdentifier", "outcome-identifier") not in declared:
            yield "the outcome of a feedback is not declared"
    if [_get(each, "template") for each in _all(root, "responseProcessing", edition)] != [
        edition.template
    ]:
        yield "the response is not matched with the correct one"


def _key(interaction: Element, response: Element, edition: Edition) -> Iterator[str]:
    choices = [_get(each, "identifier") for each in _all(interaction, "simpleChoice", edition)]
    values = [each.text or "" for each in _all(response, "value", edition)]
    single = _get(response, "cardinality") == "single"
    if len(set(choices)) < len(choices):
        yield "two choices have one identifier"
    if not values or not set(values) <= set(choices) or len(set(values)) < len(values):
        yield f"the key {values} is not among the choices {choices}"
    if single != (len(values) == 1):
        yield f"the key {values} does not go with its cardinality"
    if _get(interaction, "maxChoices", "max-choices") != ("1" if single else "0"):
        yield "more or fewer may be chosen than are right"


def _references(trees: dict[str, Element], edition: Edition) -> Iterator[str]:
    manifest = trees["imsmanifest.xml"]
    head = {_bare(each.tag, edition): each.text for each in manifest[0] if each.text}
    if head != {"schema": edition.schema, "schemaversion": edition.number}:
        yield f"the manifest is of {head}"
    resources = [
        each for each in _all(manifest, "resource", edition) if edition.packaging in each.tag
    ]
    identifiers = [_get(each, "identifier") for each in (manifest, *resources)]
    files = [_get(each, "href") for each in _all(manifest, "file", edition)]
    yield from _once("identifier", identifiers)
    yield from _once("file", files)
    if {*files, "imsmanifest.xml"} != set(trees):
        yield "the manifest and the zip hold different files"
    for dependency in _all(manifest, "dependency", edition):
        if _get(dependency, "identifierref") not in identifiers:
            yield "a dependency is on nothing"
    for resource in resources:
        href = _get(resource, "href")
        name = _bare(trees[href].tag, edition) if href in trees else ""
        what = {"assessmentItem": "item", "assessmentTest": "test"}.get(name, "nothing")
        if _get(resource, "type") != f"imsqti_{what}_{edition.kind}":
            yield f"{href} is not of its type"
    yield from _test_references(trees, edition)


def _test_references(trees: dict[str, Element], edition: Edition) -> Iterator[str]:
    items = {n for n, root in trees.items() if _bare(root.tag, edition) == "assessmentItem"}
    named, identifiers = [], []
    for name, root in trees.items():
        if _bare(root.tag, edition) != "assessmentTest":
            continue
        references = _all(root, "assessmentItemRef", edition)
        named += [
            posixpath.join(posixpath.dirname(name), _get(each, "href")) for each in references
        ]
        for kind in ("assessmentTest", "testPart", "assessmentSection", "assessmentItemRef"):
            identifiers += [_get(each, "identifier") for each in _all(root, kind, edition)]
    yield from _once("item", named)
    yield from _once("identifier in the test", identifiers)
    if set(named) != items:
        yield "the test does not name exactly the items"


def _once(what: str, values: list[str]) -> Iterator[str]:
    yield from (
        f"the {what} {value} is there {n} times" for value, n in Counter(values).items() if n > 1
    )
