"""Lay out working banks for their pages: all of them, one, its seal, its settings."""

from collections.abc import Sequence

from quiz.rules.wording import at_vietnam, say_actor, say_count, say_moment
from quiz.stages.workshop.banks import BankRow, Settings, Standing
from quiz.stages.workshop.looking import Facts, Filter, Listing, MadeVersion
from quiz.stages.workshop.seal import OpenTwin, OpenVersion
from quiz.web.pages.common import Link
from quiz.web.pages.workshop import (
    BankLine,
    BankPage,
    Sealing,
    SettingsPage,
    TopicRow,
    VersionLine,
    WorkshopPage,
)
from quiz.web.workshop.urls import (
    COMPARE_URL,
    NEW_URL,
    VERSIONS_URL,
    WORKSHOP_URL,
    bank_url,
    compare_url,
)
from quiz.web.workshop.views_list import bank_listing

SPARE_TOPICS = 3


def say_local(ms: int) -> str:
    """The moment as a browser's datetime-local field writes it, in Vietnamese time."""
    return f"{at_vietnam(ms):%Y-%m-%dT%H:%M}"


def say_iso_day(iso: str) -> str:
    """`05/4/2021`; anything that is no ISO day as it is."""
    parts = iso.split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return iso
    month = parts[1] if int(parts[1]) < 3 else str(int(parts[1]))
    return f"{parts[2]}/{month}/{parts[0]}"


def workshop_page(rows: Sequence[BankRow], now: int) -> WorkshopPage:
    """Every working bank."""
    return WorkshopPage(
        "Soạn câu hỏi",
        tuple(_bank_line(row, now) for row in rows),
        NEW_URL,
        COMPARE_URL,
        VERSIONS_URL,
    )


def _bank_line(row: BankRow, now: int) -> BankLine:
    sealed = row.sealed_until is not None and now < row.sealed_until
    return BankLine(
        link=Link(row.title, bank_url(row.id)),
        questions=say_count(row.questions),
        waiting=say_count(row.waiting),
        approved=say_count(row.approved),
        made_text=f"{say_moment(row.created_at)}, {say_actor(row.made_by)}",
        seal_text=say_moment(row.sealed_until) if sealed and row.sealed_until else "",
    )


def settings_page(
    standing: Standing | None,
    typed: Settings,
    errors: tuple[tuple[str, str], ...] = (),
    changed: Settings | None = None,
) -> SettingsPage:
    """The form over a bank, or for a new one. `changed` is what another author has saved since."""
    topics = [TopicRow(topic.id, topic.title) for topic in typed.topics]
    topics += [TopicRow("", "")] * SPARE_TOPICS
    return SettingsPage(
        title="Sửa thông tin ngân hàng" if standing else "Soạn ngân hàng mới",
        back=Link(standing.settings.title, bank_url(standing.id))
        if standing
        else Link("Soạn câu hỏi", WORKSHOP_URL),
        save_url=bank_url(standing.id, "/settings") if standing else WORKSHOP_URL,
        revision=standing.revision if standing else 0,
        name=typed.title,
        as_of=typed.as_of,
        topics=tuple(topics),
        errors=errors,
        standing=_standing(changed) if changed else (),
    )


def _standing(settings: Settings) -> tuple[tuple[str, str], ...]:
    return (
        ("Tên ngân hàng", settings.title),
        ("Theo pháp luật tại ngày", say_iso_day(settings.as_of) or "–"),
        ("Chuyên đề", "; ".join(topic.title for topic in settings.topics) or "–"),
    )


def bank_page(
    facts: Facts,
    listing: Listing | None,
    wanted: Filter,
    proposed: int | None,
    twins: Sequence[OpenTwin] = (),
    open_versions: Sequence[OpenVersion] = (),
    *,
    import_url: str = "",
    errors: tuple[tuple[str, str], ...] = (),
    chosen: frozenset[int] = frozenset(),
    done: str = "",
) -> BankPage:
    """The bank; `listing` where its questions may be read. `chosen` questions stay ticked."""
    url = bank_url(facts.id)
    return BankPage(
        title=facts.title,
        workshop_url=WORKSHOP_URL,
        bank_url=url,
        settings_url=f"{url}/settings",
        new_url=f"{url}/questions/new",
        import_url=import_url,
        coverage_url=f"{url}/coverage",
        publish_url=f"{url}/publish",
        move_url=f"{url}/questions/move",
        approve_url=f"{url}/questions/approve",
        about=(("Theo pháp luật tại ngày", say_iso_day(facts.as_of)),) if facts.as_of else (),
        listing=bank_listing(facts, listing, wanted, chosen) if listing else None,
        sealing=_sealing(facts, proposed, twins, open_versions),
        versions=tuple(map(_version, facts.versions, (*facts.versions[1:], None))),
        errors=errors,
        done=done,
    )


def _version(one: MadeVersion, before: MadeVersion | None) -> VersionLine:
    return (
        Link(one.title, f"{VERSIONS_URL}/{one.id}"),
        say_count(one.questions),
        say_moment(one.at),
        say_actor(one.actor),
        Link("So với bản trước", compare_url(before.id, one.id)) if before else "",
    )


def _sealing(
    facts: Facts,
    proposed: int | None,
    twins: Sequence[OpenTwin],
    open_versions: Sequence[OpenVersion],
) -> Sealing:
    until = facts.sealed_until
    by = say_actor(facts.sealed_by or "")
    opened = facts.opened_until
    moment = until if until is not None else proposed
    return Sealing(
        until_text=say_moment(until) if until is not None else "",
        by_text=by,
        opened_text=say_moment(opened) if opened is not None else "",
        proposed=say_local(moment) if moment is not None else "",
        seal_url=bank_url(facts.id, "/seal"),
        open_url=bank_url(facts.id, "/open"),
        openings=tuple(
            (say_actor(one.actor), f"{say_moment(one.at)} đến {say_moment(one.until)}", one.reason)
            for one in facts.openings
        ),
        twins=tuple((Link(one.title, bank_url(one.id)), say_count(one.questions)) for one in twins),
        along=tuple(
            (Link(one.title, f"{VERSIONS_URL}/{one.id}"), say_count(one.questions))
            for one in open_versions
            if one.home is None
        ),
        elsewhere=tuple(
            (
                Link(one.title, f"{VERSIONS_URL}/{one.id}"),
                say_count(one.questions),
                Link(one.home[1], bank_url(one.home[0])),
            )
            for one in open_versions
            if one.home is not None
        ),
    )
