"""What a committee can decide about a question, an attempt or an appeal, and who signs it. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from question_bank.question import OPTION_LETTERS, Question
from quiz.rules.correcting import Correction, Remedy, say_key
from quiz.rules.extending import refuse_reason
from quiz.rules.reasons import AppealReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_count


class Ruling(StrEnum):
    """What is decided. KEEP leaves everything as the bank and the ledger say: it answers an appeal,
    and takes an earlier decision about the question back.
    """

    KEEP = "keep"
    CREDIT_ALL = "credit_all"
    NEW_KEY = "new_key"
    EITHER_KEY = "either_key"
    VOID_QUESTION = "void_question"
    VOID_ATTEMPT = "void_attempt"
    UNVOID_ATTEMPT = "unvoid_attempt"


RULING_TEXTS = {
    Ruling.KEEP: "Giữ nguyên như đề thi và bài làm",
    Ruling.CREDIT_ALL: "Cho điểm câu này với mọi thí sinh có câu này trong đề",
    Ruling.NEW_KEY: "Thay đáp án",
    Ruling.EITHER_KEY: "Thay đáp án, chọn một trong nhiều phương án đều được tính đúng",
    Ruling.VOID_QUESTION: "Hủy câu hỏi, không tính điểm câu này với ai",
    Ruling.VOID_ATTEMPT: "Hủy kết quả của lượt thi",
    Ruling.UNVOID_ATTEMPT: "Khôi phục kết quả của lượt thi đã hủy",
}

TAKEN_BACK = "Giữ nguyên như đề thi, hủy bỏ quyết định trước về câu này"
"""What KEEP says where an earlier decision about the question stood."""

_VOID_HINT = (
    "Câu hỏi này có trong {holding} trên {papers} bài thi. Nếu hủy, chỉ những bài thi đó bớt một "
    "câu tính điểm, các bài thi khác giữ đủ số câu. Để mọi thí sinh được xét như nhau, nên chọn "
    "“{other}”."
)

OF_QUESTIONS = (
    Ruling.KEEP,
    Ruling.CREDIT_ALL,
    Ruling.NEW_KEY,
    Ruling.EITHER_KEY,
    Ruling.VOID_QUESTION,
)
OF_KEYS = (Ruling.NEW_KEY, Ruling.EITHER_KEY)
OF_ATTEMPTS = (Ruling.VOID_ATTEMPT, Ruling.UNVOID_ATTEMPT)
REMEDIES = {
    Ruling.KEEP: Remedy.KEEP,
    Ruling.CREDIT_ALL: Remedy.CREDIT_ALL,
    Ruling.NEW_KEY: Remedy.NEW_KEY,
    Ruling.EITHER_KEY: Remedy.EITHER_KEY,
    Ruling.VOID_QUESTION: Remedy.VOID,
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A decision that is asked for: about a question of the bank, an attempt, or only an appeal
    (which KEEP answers). `once` is the form's. Refuses what no form of ours sends, and a missing
    reason.
    """

    ruling: Ruling
    reason: str
    once: str
    question_id: str = ""
    key: frozenset[int] = frozenset()
    attempt_id: int | None = None
    appeal_id: int | None = None

    def __post_init__(self) -> None:
        refuse_reason(self.reason)
        about_attempt = self.ruling in OF_ATTEMPTS
        answers_only = self.ruling is Ruling.KEEP and self.appeal_id is not None
        holds = (
            about_attempt == (self.attempt_id is not None)
            and not (about_attempt and self.question_id)
            and (about_attempt or bool(self.question_id) or answers_only)
        )
        if not holds:
            raise Refusal(RequestReason.BAD_INPUT, field="Nội dung quyết định")
        if (self.ruling in OF_KEYS) != bool(self.key):
            raise Refusal(AppealReason.NEW_KEY_MISSING)

    def refuse_strange_key(self, question: Question) -> None:
        """Refuse a key that the printed question cannot be answered by: one that names no option,
        several to choose together where contestants could choose one, and one or the other where
        they could choose several. Refuse the printed key: it would be told as a correction that
        corrects nothing, and KEEP takes an earlier one back."""
        if not self.key <= set(range(len(question.options))):
            raise Refusal(RequestReason.BAD_INPUT, field="Đáp án mới")
        if self.ruling not in rulings_of(question):
            raise Refusal(RequestReason.BAD_INPUT, field="Quyết định")
        if self.key and not question.several:
            either = self.ruling is Ruling.EITHER_KEY
            if either != (len(self.key) > 1):
                raise Refusal(AppealReason.KEY_OF_ONE)
        if self.key == question.key:
            raise Refusal(AppealReason.KEY_AS_PRINTED)


def rulings_of(question: Question) -> tuple[Ruling, ...]:
    """What can be decided about the question: one option or another is right only where contestants
    could choose one."""
    return tuple(
        one for one in OF_QUESTIONS if one is not Ruling.EITHER_KEY or not question.several
    )


def say_ruling(
    ruling: Ruling, key: frozenset[int] = frozenset(), *, taken_back: bool = False
) -> str:
    """The ruling in words, with the bank's letters of a new key; `taken_back` tells whether another
    decision about the question stood until then."""
    if ruling is Ruling.KEEP and taken_back:
        return TAKEN_BACK
    if ruling not in OF_KEYS:
        return RULING_TEXTS[ruling]
    letters = [OPTION_LETTERS[index] for index in sorted(key)]
    if ruling is Ruling.EITHER_KEY:
        return f"Thay đáp án: chọn {' hoặc '.join(letters)} đều được tính đúng"
    return f"{RULING_TEXTS[ruling]}: {', '.join(letters)}"


def void_hint(holding: int, papers: int) -> str:
    """What voiding a question does to those who have it, where not every paper holds it; empty
    where every one does."""
    if holding == papers:
        return ""
    counts = {"holding": say_count(holding), "papers": say_count(papers)}
    return _VOID_HINT.format(other=RULING_TEXTS[Ruling.CREDIT_ALL], **counts)


def facts_of(
    asked_by: str, signed_by: str, decision_id: int, reason_sha256: str
) -> tuple[tuple[str, str | int], ...]:
    """What an entry of the ledger says of the decision behind it. It names staff by account only,
    and nobody else; the reason is a digest (quiz.store.entry_words)."""
    return (
        ("by", asked_by),
        ("confirmed_by", signed_by),
        ("decision", decision_id),
        ("reason_sha256", reason_sha256),
    )


def correction_facts(question_id: str, correction: Correction) -> tuple[tuple[str, str | int], ...]:
    """What an entry says of the correction itself; `quiz.rules.correcting` folds it."""
    return (
        ("key", say_key(correction.key)),
        ("question", question_id),
        ("remedy", correction.remedy.value),
    )
