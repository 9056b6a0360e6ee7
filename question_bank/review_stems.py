"""What a stem asks, without the words around it that ask nothing."""

import re
from dataclasses import dataclass
from functools import lru_cache

from question_bank.review_terms import bare
from question_bank.vietnamese import squeeze

_NAMED = re.compile(r"(?:theo|căn cứ)\b[^,:;.?]{0,160}[,:] +(?=\S+ \S+ \S)", re.IGNORECASE)
"""A lead-in that ends in a comma: “Theo Luật Tổ chức Chính phủ, …”."""
_BY_LAW = r"(?:theo|can cu)(?: vao)?(?: cac)?(?: qui dinh cua phap luat| phap luat| qui dinh)"
_PERSON = r"(?:dong chi|thi sinh|anh|chi|ong|ba|ban|em)"
_GENERAL = re.compile(
    rf"(?:{_BY_LAW}(?: (?:viet nam|hien hanh|hien nay))*(?: thi)?(?! (?:cua|tai|ve|o|trong)\b)"
    rf"|(?:{_PERSON}[ /]?)*(?:(?:vui long )?(?:hay )?cho biet)(?: rang)?)(?: |$)"
)
"""A lead-in that names no law: “Theo quy định của pháp luật”, “Anh/chị hãy cho biết”."""
_OF_ITS_OPTIONS = re.compile(r" ?\b(?:sau|duoi) day\b")
_RIGHT = r"(?:(?: nao| la)+)?(?: khong| chua)? (?:dung|sai|chinh xac)\b"
_OF_STATEMENTS = re.compile(
    rf"\b(?:phat bieu|nhan dinh|khang dinh|menh de|i kien){_RIGHT}"
    r"|^(?:(?:hay )?(?:chon|tim|xac dinh) (?:cac |nhung |mot )?)?"
    rf"(?:cau|i|noi dung|phuong an|dap an)(?: tra loi)?{_RIGHT}(?: nhat)?$"
    r"|^dau (?:khong )?(?:phai )?la "
    r"|^(?:hay )?dien (?:(?:cum )?tu )?(?:(?:con thieu|thich hop|phu hop) )?vao cho (?:trong|cham)$"
)
"""“Phát biểu nào đúng?”, “Chọn câu sai”: such a stem asks nothing but which option is right."""
_END = 300
"""As many letters at the end of a stem say whether it asks about statements."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`core` is the bare question, `lead` the law by which it is asked, "" where none is named;
    `open` says that it asks about its options, so that others may be put to it.
    """

    core: str
    lead: str
    open: bool

    @property
    def frame(self) -> str:
        """The same for stems that ask the same by the same law."""
        return f"{self.lead}|{self.core}" if self.core else ""


@lru_cache(maxsize=1 << 14)  # several checks ask for it
def asked_by(stem: str) -> Asked:
    """What the stem asks: lead-ins and “sau đây” are no part of it."""
    lead, text = "", squeeze(stem)
    found = _NAMED.match(text)
    if found:
        lead, text = bare(found[0]), text[found.end() :]
        lead = _without_lead(f"{lead} ").strip()
    core = bare(text)
    said = _OF_ITS_OPTIONS.sub("", core) if " day" in core else core
    asked = _without_lead(said).strip() or core
    return Asked(asked, lead, said != core or bool(_OF_STATEMENTS.search(asked[-_END:])))


def _without_lead(text: str) -> str:
    for _twice in range(2):  # “Theo quy định của pháp luật, anh chị hãy cho biết …”
        found = _GENERAL.match(text)
        if found:
            text = text[found.end() :]
    return text
