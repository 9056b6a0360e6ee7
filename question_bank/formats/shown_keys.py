"""What formatting says of a question's key: options that stand out, and when they say nothing."""

from collections.abc import Iterable, Sequence

from question_bank.formats.by_marks import MARKED
from question_bank.formats.draft import Claim, Draft, letters_in
from question_bank.formats.marks import Part, crowds, keys_shown, marked, name_of
from question_bank.formats.reading import Report


def claim_by_format(parts: Sequence[Part], draft: Draft, report: Report, where: str) -> None:
    """The options that stand out as a claim of the draft, or what is unclear about them."""
    every = list(marked(parts))
    if not every:
        return
    shown = keys_shown(parts, every)
    names = _names(kind for kinds in shown.values() for kind in kinds)
    crowd = next(iter(crowds(parts, every).items()), None)
    if crowd and not shown:
        key, kinds = crowd
        letters = letters_in(draft, key)
        draft.unclear = (
            f"có {len(key)} phương án được đánh dấu bằng {_names(kinds)} ({letters}) nên "
            "chưa rõ đáp án; đề nghị chỉ đánh dấu một phương án, hoặc ghi dòng “Đáp án: "
            f"{letters}” nếu câu có nhiều đáp án"
        )
    if len(shown) > 1:
        each = "; ".join(f"{_names(ks)}: {letters_in(draft, key)}" for key, ks in shown.items())
        draft.unclear = (
            f"có nhiều phương án được đánh dấu theo các cách khác nhau ({each}) nên chưa rõ "
            "đáp án; đề nghị ghi dòng “Đáp án: …”"
        )
        report.doubts(
            where,
            f"{draft.label} có định dạng ({names}) chỉ các phương án khác nhau nên không dùng "
            "làm đáp án; đề nghị ghi dòng “Đáp án: …”.",
        )
        return
    for key in shown:
        if len(key) > 1 and not draft.claims:
            report.doubts(
                where,
                f"{draft.label} có {len(key)} phương án nổi bật ({names}: "
                f"{letters_in(draft, key)}) và được đọc là câu "
                "nhiều đáp án; đề nghị kiểm tra lại.",
            )
        draft.claims.append(Claim(f"{MARKED}{names}", key))


def _names(kinds: Iterable[str]) -> str:
    return ", ".join(sorted({name_of(kind) for kind in kinds}))
