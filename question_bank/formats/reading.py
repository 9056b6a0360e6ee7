"""What every reader hands back, and where it writes down its doubts."""

from dataclasses import dataclass, field

from question_bank.bank import Bank
from question_bank.finding import Finding, Severity
from question_bank.legacy import Proposal


@dataclass(frozen=True)
class Reading:
    """A bank as far as the file could be read, and everything its author must look at.

    Questions without a usable key are in the bank with an empty `key`; a finding that blocks
    stands for each of them. `places` says where in the file each question begins, in the words
    of the findings, `sources` what stands there, line by line, before it was understood ("" where a
    format has no lines). `proposal` stands where the text seems to be in an old encoding; nothing
    is converted then.

    For a key that stands in another file: `labels` are the questions as people call them ("Câu 7"),
    `unkeyed` the indices of those about whose key this file says nothing, `of_keys` those of the
    findings that other keys would change.

    `marks` are, for each question, the marks on which alone its key rests ("chữ đậm"), "" for
    another key; `choice` is the finding that asks whether such keys are to be used.
    """

    bank: Bank
    findings: tuple[Finding, ...]
    places: tuple[str, ...] = ()
    proposal: Proposal | None = None
    sources: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    unkeyed: frozenset[int] = frozenset()
    of_keys: frozenset[Finding] = frozenset()
    marks: tuple[str, ...] = ()
    choice: Finding | None = None

    @property
    def blocked(self) -> bool:
        """Whether some finding forbids publishing the bank."""
        return any(finding.level is Severity.BLOCKS for finding in self.findings)


@dataclass
class Report:
    """Findings of one file, in the order in which they were met."""

    name: str
    findings: list[Finding] = field(default_factory=list)

    def place(self, *parts: str) -> str:
        """`tệp.docx, dòng 12`: the file's name, where it has one, and the parts."""
        return ", ".join(part for part in (self.name, *parts) if part)

    def blocks(self, where: str, message: str) -> None:
        """The bank cannot be published before this is mended."""
        self.findings.append(Finding(Severity.BLOCKS, where, message))

    def doubts(self, where: str, message: str) -> None:
        """A person must look at this."""
        self.findings.append(Finding(Severity.DOUBTFUL, where, message))

    def advises(self, where: str, message: str) -> None:
        """The bank would be better with this."""
        self.findings.append(Finding(Severity.ADVICE, where, message))


def shorten(text: str, width: int = 80) -> str:
    """The text on one line, cut with an ellipsis, as findings quote it."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def some(labels: list[str], most: int = 10) -> str:
    """`Câu 1, Câu 2 và 7 câu khác`: a list that a finding can print."""
    shown = ", ".join(labels[:most])
    return shown if len(labels) <= most else f"{shown} và {len(labels) - most} câu khác"
