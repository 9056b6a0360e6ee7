"""A doubt about a bank or a file, said so that its author can mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    BLOCKS = "blocks"
    """The bank cannot be published before it is mended."""
    DOUBTFUL = "doubtful"
    """What was read may not be what was meant: a person must look."""
    ADVICE = "advice"
    """The bank would be better with a change."""


SEVERITY_TITLES = {
    Severity.BLOCKS: "Phải sửa",
    Severity.DOUBTFUL: "Cần xem lại",
    Severity.ADVICE: "Gợi ý",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt. `where` names file and line, row or question; `message` is a Vietnamese
    sentence with the remedy."""

    level: Severity
    where: str
    message: str

    def as_data(self) -> dict[str, str]:
        """The finding as the command line prints it in JSON."""
        return {"level": self.level.value, "where": self.where, "message": self.message}


class UnreadableFile(Exception):
    """The file cannot be read at all. The argument is a Vietnamese sentence with the remedy."""
