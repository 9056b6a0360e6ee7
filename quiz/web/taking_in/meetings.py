"""Lay out how a file meets a working bank, and what an import brought."""

from collections.abc import Mapping

from question_bank.mending import Mended
from quiz.rules import differing
from quiz.rules.differing import PART_TITLES
from quiz.rules.meeting import Choice, Fate, Meeting
from quiz.rules.wording import say_actor, say_count, say_moment
from quiz.stages.taking_in import Plan, Taken
from quiz.web.pages.common import Link
from quiz.web.pages.taking_in import ImportRow, MeetingPage, MetRow, TakenPage
from quiz.web.pages.workshop_question import Errors, PartRow
from quiz.web.taking_in.previews import Way
from quiz.web.workshop.urls import WORKSHOP_URL, bank_url
from quiz.web.workshop.views_question import titles_of, words_of

PRINTED = 200
"""Questions that a page compares one by one; the others have one choice together."""
LISTED = 30


def meeting_page(
    plan: Plan, found: Mended, way: Way, bank: Link, choice: Choice, rest: str, problem: str = ""
) -> MeetingPage:
    """What of the file is new, there already, or other: both texts side by side, to be chosen."""
    met = [one for one in plan.meetings if one.fate is Fate.CHANGED]
    titles = titles_of(plan.topics)
    checked = found.checked
    return MeetingPage(
        title="Đối chiếu với ngân hàng",
        source=found.carried.name,
        bank=bank,
        problem=problem,
        tiles=(
            ("Câu mới", say_count(plan.count(Fate.ADDED))),
            ("Câu khác với ngân hàng", say_count(len(met))),
            ("Câu đã có, giống hệt", say_count(plan.count(Fate.SAME))),
        ),
        new_topics=tuple(topic.title for topic in plan.new_topics),
        met=tuple(_met(place, one, titles, choice) for place, one in enumerate(met[:PRINTED])),
        more=max(0, len(met) - PRINTED),
        rest=rest,
        same=plan.count(Fate.SAME),
        merge=choice.merge,
        text=checked.text,
        carried=found.carried.dump(),
        bank_title=checked.bank.title,
        seen=checked.seen,
        plan=plan.seen,
        confirm_url=way.confirm_url,
        upload_url=way.upload_url,
        workshop_url=WORKSHOP_URL,
    )


def _met(place: int, one: Meeting, titles: Mapping[str, str], choice: Choice) -> MetRow:
    if one.theirs is None:
        raise ValueError("a changed question meets another")
    theirs = one.theirs.question
    return MetRow(
        field=f"pick-{place}",
        named=f"met-{place}",
        id=one.mine.id,
        state="Đã bỏ khỏi ngân hàng" if one.theirs.removed else "",
        stem=theirs.stem,
        parts=tuple(
            PartRow(
                PART_TITLES[part],
                words_of(
                    differing.said(theirs, part, titles), differing.said(one.mine, part, titles)
                ),
                theirs=differing.said(theirs, part, titles),
                mine=differing.said(one.mine, part, titles),
            )
            for part in differing.changed(theirs, one.mine)
        ),
        may_both=one.apart is not None,
        pick="both"
        if one.mine.id in choice.both
        else "bank"
        if one.mine.id in choice.kept
        else "file",
    )


def import_url(taken: Taken) -> str:
    """The page of an import."""
    return bank_url(taken.bank_id, f"/import/{taken.id}")


def import_row(taken: Taken) -> ImportRow:
    """An import in its bank's list."""
    return ImportRow(
        link=Link(taken.name, import_url(taken)),
        about=_about(taken),
        when=f"{say_actor(taken.actor)}, {say_moment(taken.at)}",
        undone=_undone(taken),
    )


def _about(taken: Taken) -> str:
    return f"thêm {say_count(taken.added)} câu, sửa {say_count(taken.changed)} câu"


def _undone(taken: Taken) -> str:
    if taken.undone_at is None:
        return ""
    return f"{say_actor(taken.undone_by)}, {say_moment(taken.undone_at)}"


def taken_page(taken: Taken, done: str = "", problems: Errors = ()) -> TakenPage:
    """What the import brought, and the ways on."""
    url = import_url(taken)
    return TakenPage(
        title="Lần nhập từ tệp",
        bank=Link(taken.bank_title, bank_url(taken.bank_id)),
        workshop_url=WORKSHOP_URL,
        import_url=bank_url(taken.bank_id, "/import"),
        done=done,
        problems=problems,
        about=(
            ("Tệp", taken.name),
            ("Kết quả", _about(taken)),
            ("Người nhập", f"{say_actor(taken.actor)}, {say_moment(taken.at)}"),
        ),
        waiting=len(taken.waiting),
        elsewhere=taken.elsewhere[:LISTED],
        more_elsewhere=max(0, len(taken.elsewhere) - LISTED),
        undone=_undone(taken),
        undo_url=f"{url}/undo",
        submit_url=f"{url}/submit",
    )
