"""The three versions of QTI that are written, and what each calls things."""

import re
from dataclasses import dataclass

from question_bank.question import Level

CATALOG = "quiz-bank"
"""In whose name an identifier stands in the metadata: ours, so it is taken as it is."""
LOM = "http://ltsc.ieee.org/xsd/LOM"
BASED_ON = "isbasedon"
DIFFICULTIES = {Level.EASY: "easy", Level.MEDIUM: "medium", Level.HARD: "difficult"}
LOSSES: tuple[str, ...] = ()
"""Properties of a bank that a QTI package cannot carry. All are carried: as the standard's own
where it has a place for them, the level, the legal basis, the topics and the day in the metadata.
"""

_FOREIGN = re.compile(r"[^A-Za-z0-9._-]")
_PURL = "https://purl.imsglobal.org/spec/qti/v3p0"
_XSD = "http://www.imsglobal.org/xsd"
_TEMPLATES = "http://www.imsglobal.org/question"


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its namespaces, where their schemas are, and the words of its manifest."""

    namespace: str
    schema: str
    package: str
    package_schema: str
    title: str
    number: str
    match_correct: str
    kind: str
    kebab: bool = False

    def resource(self, what: str) -> str:
        """The type of a resource: `imsqti_item_xmlv2p1`."""
        return f"imsqti_{what}_{self.kind}"


VERSIONS = {
    "qti21": Version(
        f"{_XSD}/imsqti_v2p1",
        f"{_XSD}/qti/qtiv2p1/imsqti_v2p1.xsd",
        f"{_XSD}/imscp_v1p1",
        f"{_XSD}/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
        "QTIv2.1 Package",
        "1.0.0",
        f"{_TEMPLATES}/qti_v2p1/rptemplates/match_correct",
        "xmlv2p1",
    ),
    "qti22": Version(
        f"{_XSD}/imsqti_v2p2",
        f"{_XSD}/qti/qtiv2p2/imsqti_v2p2.xsd",
        f"{_XSD}/imscp_v1p1",
        f"{_XSD}/qti/qtiv2p2/qtiv2p2_imscpv1p2_v1p0.xsd",
        "QTIv2.2 Package",
        "1.0.0",
        f"{_TEMPLATES}/qti_v2p2/rptemplates/match_correct",
        "xmlv2p2",
    ),
    "qti30": Version(
        f"{_XSD}/imsqtiasi_v3p0",
        f"{_PURL}/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        f"{_XSD}/qti/qtiv3p0/imscp_v1p1",
        f"{_PURL}/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
        "QTI Package",
        "3.0.0",
        f"{_PURL}/rptemplates/match_correct",
        "xmlv3p0",
        kebab=True,
    ),
}


def ncname(text: str) -> str:
    """An XML name like the text: `001 a` -> `_001_a`."""
    name = _FOREIGN.sub("_", text)
    return name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"


class Names:
    """Names that are given once only, as the parts of a test must have them."""

    def __init__(self, *taken: str) -> None:
        self._taken = set(taken)

    def name(self, text: str) -> str:
        """The XML name of the text, with a number behind it where it is taken."""
        base = new = ncname(text)
        number = 1
        while new in self._taken:
            number += 1
            new = f"{base}.{number}"
        self._taken.add(new)
        return new
