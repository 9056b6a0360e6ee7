"""A proxy that keeps whatever it is allowed to keep gives nobody another reader's page."""

from typing import Any

from quiz.stages import count
from tests.cast import CLOSES, MINUTE, Stage, Visitor
from tests.finished import Sat, hand_in

WHOLE = ("Nguyễn Văn An", "Trần Thị Bình", "VT0001", "VT0002", "form_token", "set-cookie")


class Proxy:
    """A shared store of answers (RFC 9111): keeps what says `public`, by address and by the headers
    that the answer varies by; asks again with the ETag where it must."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, tuple[str, ...]], Any] = {}
        self._varies: dict[str, tuple[str, ...]] = {}
        self.hits = 0

    def get(self, visitor: Visitor, url: str) -> str:
        """What the visitor is shown, head and body."""
        asked = visitor.client.build_request("GET", url).headers
        key = url, tuple(asked.get(name, "") for name in self._varies.get(url, ()))
        kept = self._kept.get(key)
        headers = {"If-None-Match": kept.headers["etag"]} if kept else {}
        if kept and "no-cache" not in kept.headers["cache-control"]:
            self.hits += 1
            return self._said(kept)
        answer = visitor.client.get(url, headers=headers)
        if answer.status_code == 304:
            self.hits += 1
            return self._said(kept)
        told = answer.headers.get("cache-control", "")
        if answer.status_code == 200 and "public" in told and "no-store" not in told:
            names = tuple(
                name.strip() for name in answer.headers.get("vary", "").split(",") if name.strip()
            )
            self._varies[url] = names
            self._kept[url, tuple(asked.get(name, "") for name in names)] = answer
        return self._said(answer)

    @staticmethod
    def _said(answer: Any) -> str:
        return f"{dict(answer.headers)}\n{answer.text}"


def test_a_proxy_that_keeps_what_it_may_gives_nobody_another_s_page(quick_stage: Stage) -> None:
    stage, world = quick_stage, quick_stage.world
    people = [Sat(world.people[name], 5, 5) for name in ("An", "Bình")]
    hand_in(stage.database, stage.writer, world.vi_thanh, people)
    readers = {
        "An": stage.contestant("An"),
        "lan": stage.staff("lan"),
        "so": stage.staff("so"),
        "Chi": stage.contestant("Chi"),
        "stranger": Visitor(stage.app),
        "another": Visitor(stage.app),
    }
    pages = [
        "/",
        f"/rounds/{world.vi_thanh}/board",
        f"/contests/{world.contest_id}/board",
        f"/rounds/{world.vi_thanh}/units",
        f"/rounds/{world.vi_thanh}/board.json",
        f"/staff/rounds/{world.vi_thanh}/board",
        f"/rounds/{world.vi_thanh}/boards/1",
        f"/rounds/{world.vi_thanh}",
    ]
    proxy = Proxy()
    for official in (False, True):
        if official:
            stage.clock.now = CLOSES + MINUTE
            count.publish(stage.database, stage.writer, world.vi_thanh, "lan", stage.clock.now)
        for order in (list(readers), list(reversed(readers))):
            for url in pages:
                told = {name: proxy.get(readers[name], url) for name in order}
                assert told["another"] == told["stranger"] or "form_token" in told["another"], url
                for name in ("stranger", "another", "Chi"):
                    shown = told[name].replace("VT0001.", "")
                    found = [word for word in WHOLE[:4] if word in shown]
                    assert found == [], (name, url)
    assert proxy.hits > 0
