"""Lay out what is about versions: what would become one, two side by side."""

from collections.abc import Sequence

from question_bank.bank import Bank
from quiz.rules.wording import say_count, say_moment
from quiz.stages.workshop.publishing import Comparison, Ready, VersionFacts
from quiz.stages.workshop.questions import Place
from quiz.web.pages.common import Link
from quiz.web.pages.workshop import PublishPage
from quiz.web.pages.workshop_question import ComparedQuestion, ComparePage, PartRow
from quiz.web.workshop.urls import COMPARE_URL, VERSIONS_URL, WORKSHOP_URL, bank_url, question_url
from quiz.web.workshop.views import say_iso_day
from quiz.web.workshop.views_question import finding_rows, part_rows, titles_of, words_of

PRINTED = 200
"""Questions of each kind, and findings, that a page prints; the rest is counted."""


def publish_page(place: Place, ready: Ready, problem: str, *, may_publish: bool) -> PublishPage:
    """What would become a version, and what stands in its way."""
    about = [
        ("Câu đã duyệt", say_count(len(ready.bank))),
        ("Câu chưa duyệt, không vào phiên bản", say_count(ready.waiting)),
    ]
    if place.as_of:
        about.append(("Theo pháp luật tại ngày", say_iso_day(place.as_of)))
    version = ready.known
    links = {
        f"câu {code}": Link(f"Câu {code}", question_url(place.bank_id, question_id))
        for code, question_id in ready.ids.items()
    }
    return PublishPage(
        title="Công bố phiên bản",
        bank=Link(place.title, bank_url(place.bank_id)),
        workshop_url=WORKSHOP_URL,
        about=tuple(about),
        blocks=finding_rows(ready.blocks[:PRINTED], links),
        doubtful=finding_rows(ready.doubtful[:PRINTED], links),
        seen=ready.bank.digest,
        publish_url=bank_url(place.bank_id, "/publish"),
        may_publish=may_publish and len(ready.bank) > 0 and not ready.blocks,
        known=Link("phiên bản đã công bố", f"{VERSIONS_URL}/{version}") if version else None,
        problem=problem,
    )


def compare_page(
    known: Sequence[VersionFacts], old: int | None, new: int | None, told: Comparison | None
) -> ComparePage:
    """The form, and what differs where two versions were chosen; else the newest are proposed."""
    added, removed, changed = _compared(told) if told else ((), (), ())
    shown = tuple(kind[:PRINTED] for kind in (added, removed, changed))
    more = sum(map(len, (added, removed, changed))) - sum(map(len, shown))
    after = str(new) if new is not None else next((str(one.id) for one in known), "")
    before = next((str(one.id) for one in known if str(one.id) != after), after)
    return ComparePage(
        title="So sánh hai phiên bản",
        workshop_url=WORKSHOP_URL,
        compare_url=COMPARE_URL,
        versions=tuple(
            (str(one.id), f"{one.title}, {say_moment(one.at)} ({one.digest[:8]})") for one in known
        ),
        old=str(old) if old is not None else before,
        new=after,
        chosen=told is not None,
        summary=(
            ("Thêm", f"{say_count(len(added))} câu"),
            ("Bỏ", f"{say_count(len(removed))} câu"),
            ("Sửa", f"{say_count(len(changed))} câu"),
        ),
        about=_about(told.old, told.new) if told else (),
        added=shown[0],
        removed=shown[1],
        changed=shown[2],
        more=more,
    )


Compared = tuple[ComparedQuestion, ...]


def _compared(told: Comparison) -> tuple[Compared, Compared, Compared]:
    before, after = titles_of(told.old.topics), titles_of(told.new.topics)
    return (
        tuple(ComparedQuestion(one.id, part_rows(None, one, after)) for one in told.added),
        tuple(ComparedQuestion(one.id, part_rows(None, one, before)) for one in told.removed),
        tuple(
            ComparedQuestion(new.id, part_rows(old, new, before | after))
            for old, new in told.changed
        ),
    )


def _about(old: Bank, new: Bank) -> tuple[PartRow, ...]:
    pairs = (
        ("Tên ngân hàng", old.title, new.title),
        ("Theo pháp luật tại ngày", say_iso_day(old.as_of), say_iso_day(new.as_of)),
        (
            "Chuyên đề",
            "\n".join(topic.title for topic in old.topics),
            "\n".join(topic.title for topic in new.topics),
        ),
    )
    return tuple(
        PartRow(label, words_of(before, after)) for label, before, after in pairs if before != after
    )
