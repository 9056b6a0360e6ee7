"""What each version of QTI calls its namespaces, its package and its template."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Edition:
    """What a version calls its namespaces, its package and its template."""

    items: str
    packaging: str
    schema: str
    number: str
    kind: str
    template: str
    kebab: bool = False


EDITIONS = {
    "qti21": Edition(
        "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "QTIv2.1 Package",
        "1.0.0",
        "xmlv2p1",
        "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct",
    ),
    "qti22": Edition(
        "http://www.imsglobal.org/xsd/imsqti_v2p2",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "QTIv2.2 Package",
        "1.0.0",
        "xmlv2p2",
        "http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct",
    ),
    "qti30": Edition(
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "QTI Package",
        "3.0.0",
        "xmlv3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct",
        kebab=True,
    ),
}
