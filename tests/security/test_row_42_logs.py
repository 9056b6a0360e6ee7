"""Row 42: what is done, refused, exported and decided is logged as JSON with UTC time, actor and
object; nothing that identifies a contestant, nothing that somebody wrote and nothing secret is."""

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from quiz import logs
from quiz.rules import ticket
from quiz.store.tables import AuditLog
from quiz.worker import tick
from tests.cast import CLOSES, MINUTE, PASSWORD, Stage, staged
from tests.whole_life import AFTER, CANARY, DAY, LIFE_RULES, Life, live, said


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """The log as `quiz serve` sets it up."""
    root, own = logging.getLogger(), logging.getLogger("quiz")
    before = root.handlers, root.level, own.level
    written = io.StringIO()
    logs.configure(written)
    yield written
    root.handlers = before[0]
    root.setLevel(before[1])
    own.setLevel(before[2])


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path, database_url, LIFE_RULES) as found:
        yield found


def walk(stage: Stage, life: Life) -> list[str]:
    """Everybody does everything in the browser too: the secrets that were used."""
    secret = stage.app.state.site.secret
    tickets = [ticket.ticket(secret, number, 1) for number in stage.world.numbers.values()]
    code = ticket.typed_code(secret, "VT0001", 1)
    stage.clock.now = AFTER + 2 * DAY
    an = stage.contestant("An")
    an.get("/me")
    an.get("/me/data.json")
    an.post("/me/requests", kind="delete", words=said("xin xóa"))
    stage.stranger().post("/enter", number="VT0001", code=code)
    stage.stranger().post("/enter", number=CANARY, code=CANARY)
    stage.stranger().post("/sign-in", username=CANARY, password=f"{CANARY}-{PASSWORD}")
    lan, quan = stage.staff("lan"), stage.staff("quan")
    vi_thanh, phung_hiep = stage.world.vi_thanh, stage.world.phung_hiep
    unit = stage.world.districts["Thành phố Vị Thanh"]
    for url in (
        f"/staff/people?q={CANARY}",
        f"/staff/people/{life.people['An']}",
        f"/staff/rounds/{vi_thanh}/board.xlsx?q={CANARY}",
        f"/staff/rounds/{vi_thanh}/team.docx",
        f"/staff/rounds/{vi_thanh}/log",
        f"/staff/rounds/{phung_hiep}",
        f"/staff/rounds/{phung_hiep}/{CANARY}",
        f"/{CANARY}",
        f"/staff/requests/{life.request_id}",
    ):
        lan.get(url)
    lan.get(f"/staff/requests/{life.request_id}")
    lan.post(f"/staff/people/{life.people['An']}/part", audience="", duty="juror")
    lan.post(f"/staff/people/{life.people['An']}/reissue")
    lan.post("/staff/people/tickets", unit=str(unit), format="xlsx")
    answer = f"/staff/requests/{life.request_id}/answer"
    lan.post(answer, outcome="refused", answer=said("trả lời"))
    quan.get("/admin/audit.csv")
    lan.post("/sign-out")
    return [*tickets, code, PASSWORD, "mat-khau"]


def test_a_whole_contest_leaves_no_name_no_word_and_no_secret_in_either_log(
    stage: Stage, stream: io.StringIO
) -> None:
    life = live(stage.database, stage.writer, stage.world)
    secrets = walk(stage, life)
    asyncio.run(tick(stage.database, stage.writer, stage.clock.now))
    text = stream.getvalue()
    with stage.database.reading() as session:
        noted = session.exec(select(AuditLog)).all()
    audit = "\n".join(f"{one.actor} {one.action} {one.subject} {one.detail}" for one in noted)
    for word in (CANARY, *secrets):
        assert word.lower() not in text.lower(), word
        assert word.lower() not in audit.lower(), word
    lines = [json.loads(line) for line in text.splitlines()]
    assert all(line["time"].endswith("Z") for line in lines)
    told = {(line.get("action"), line["message"]) for line in lines}
    for action, message in (
        ("sign_in", "signed in"),
        ("sign_in", "sign-in failed"),
        ("enter.code", "sign-in failed"),
        ("attempt.void", "voided"),
        ("board.export", "exported"),
        ("tickets.print", "exported"),
        ("audit.export", "exported"),
        ("own.data", "exported"),
        ("GET", "refused"),
    ):
        assert (action, message) in told, (action, message)


def test_every_act_of_staff_in_a_contest_s_life_is_in_the_audit_log_by_account(
    stage: Stage,
) -> None:
    life = live(stage.database, stage.writer, stage.world)
    walk(stage, life)
    with stage.database.reading() as session:
        noted = {(one.actor, one.action) for one in session.exec(select(AuditLog))}
    assert noted >= {
        ("so", "contest.make"), ("so", "contest.open"), ("so", "rules.ask"),
        ("quan", "rules.change"), ("so", "extension.apply"), ("lan", "attempt.void"),
        ("quan", "board.publish"), ("so", "decision.ask"), ("quan", "decision.sign"),
        ("quan", "decision.apply"), ("so", "team.lock"), ("so", "team.unlock"),
        ("lan", "data.answer"), ("lan", "sign_in"), ("lan", "sign_out"),
        ("lan", "people.reissue"), ("lan", "people.part"),
    }  # fmt: skip
    acts = {action for _, action in noted}
    assert any(one.startswith("prize") for one in acts)
    assert {"team.choose", "team.substitute"} <= acts or any(
        one.startswith("team.") for one in acts - {"team.lock", "team.unlock"}
    )


def test_the_public_never_sees_a_whole_name_or_a_number(stage: Stage) -> None:
    """Boards, their files, old versions, units: everything that a stranger reads afterwards."""
    live(stage.database, stage.writer, stage.world)
    stage.clock.now = max(stage.clock.now, CLOSES + 60 * MINUTE, AFTER + 3 * DAY)
    round_id, contest = stage.world.vi_thanh, stage.world.contest_id
    visitors = (stage.stranger(), stage.contestant("Chi"))
    seen = 0
    for base in (f"/rounds/{round_id}", f"/contests/{contest}"):
        for tail in ("/board", "/board.json", "/board.csv", "/units", "/boards/1", "/rules", ""):
            for visitor in visitors:
                answer = visitor.get(base + tail)
                if answer.status_code != 200:
                    continue
                seen += 1
                for word in (f"{CANARY.capitalize()} Văn An", "VT0001", "VT0005"):
                    assert word not in answer.text, (base + tail, word)
                said = re.sub(r'name="form_token" value="[^"]*"', "", answer.text)  # chance
                found = re.search(r".{0,80}\b196[1-6]\b.{0,40}", said)
                assert not found, (base + tail, found)
                if tail == "/board":
                    assert "Z. V. An" in answer.text
    assert seen >= 12
