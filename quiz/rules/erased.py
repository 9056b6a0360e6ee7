"""How names are shown to the public: masked, and those that were removed as removed. Pure."""

from question_bank.vietnamese import fold, mask
from quiz.rules.retention import ERASED_NAME

ERASED_NAME_USED = (
    f"“{ERASED_NAME}” là tên hệ thống ghi thay cho họ tên đã xóa; đề nghị ghi họ và tên của thí "
    "sinh."
)


def public_name(name: str) -> str:
    """`N. V. An`."""
    return name if name == ERASED_NAME else mask(name)


def is_erased(name: str) -> bool:
    """Whether nobody may be called so, with marks and capitals or without: whoever were would be
    taken for somebody whose name was removed."""
    return fold(name) == fold(ERASED_NAME)
