"""QTI items and packages as other programs write them, and packages that are made to do harm."""

import io
import zipfile
from collections.abc import Iterable, Mapping

V21 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
V30 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGING = "http://www.imsglobal.org/xsd/imscp_v1p1"
MATCH = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
CHOICES = (
    '<simpleChoice identifier="A">Đủ 18 tuổi</simpleChoice>'
    '<simpleChoice identifier="B">Đủ 21 tuổi</simpleChoice>'
)


def declaration(
    *values: str, cardinality: str = "single", mapping: str = "", name: str = "RESPONSE"
) -> str:
    """A response declaration with its key and, where wished, points for each choice."""
    correct = "".join(f"<value>{value}</value>" for value in values)
    correct = f"<correctResponse>{correct}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" '
        f'baseType="identifier">{correct}{mapping}</responseDeclaration>'
    )


def interaction(choices: str = CHOICES, attributes: str = 'shuffle="true" maxChoices="1"') -> str:
    """A choice interaction around the choices."""
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" {attributes}>{choices}'
        "</choiceInteraction>"
    )


def item(
    body: str = "",
    *,
    declared: str = "",
    after: str = f'<responseProcessing template="{MATCH}"/>',
    attributes: str = 'identifier="cau-1" title="Ứng cử"',
    namespace: str = V21,
) -> str:
    """An item file. Without a body: how old one must be to be a candidate; B is right."""
    body = body or f"<p>Đủ bao nhiêu tuổi thì được ứng cử?</p>{interaction()}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<assessmentItem xmlns="{namespace}" '
        f'adaptive="false" timeDependent="false" {attributes}>{declared or declaration("B")}'
        f"<itemBody>{body}</itemBody>{after}</assessmentItem>"
    )


def whole_test(inside: str, title: str = "Đề thi thử") -> str:
    """An assessment test around its sections."""
    return (
        f'<assessmentTest xmlns="{V21}" identifier="t" title="{title}"><testPart identifier="p" '
        f'navigationMode="linear" submissionMode="individual">{inside}</testPart></assessmentTest>'
    )


def section(title: str, *hrefs: str) -> str:
    """A section that names the items."""
    references = "".join(
        f'<assessmentItemRef identifier="r{number}" href="{href}"/>'
        for number, href in enumerate(hrefs)
    )
    return (
        f'<assessmentSection identifier="s" title="{title}" visible="true">{references}'
        "</assessmentSection>"
    )


def manifest(hrefs: Iterable[str], base: str = "") -> str:
    """A manifest that names the members; whatever has `test` in its name is a test."""
    resources = "".join(
        f'<resource identifier="r{number}" '
        f'type="imsqti_{"test" if "test" in href else "item"}_xmlv2p1" href="{href}">'
        f'<file href="{href}"/></resource>'
        for number, href in enumerate(hrefs)
    )
    return (
        f'<manifest xmlns="{PACKAGING}" identifier="m" {base}><metadata/><organizations/>'
        f"<resources>{resources}</resources></manifest>"
    )


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """The members as a zip."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def package(members: Mapping[str, str | bytes], hrefs: Iterable[str] | None = None) -> bytes:
    """The members under a manifest that names them, or that names `hrefs` instead."""
    return zipped(
        {"imsmanifest.xml": manifest(list(members) if hrefs is None else hrefs), **members}
    )
