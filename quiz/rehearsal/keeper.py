"""The keeper of a rehearsal over HTTP: signs in as a person of the staff, has the rehearsal made
and removed again.
"""

import asyncio
import html
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from quiz.rehearsal.client import Client, NoReply, Reply

URL = "/province/rehearsal"
CODE_URL = "/sign-in/code"
TRIES = 8
_TOKEN = re.compile(r'name="form_token" value="([^"]*)"')
_PROBLEM = re.compile(r'class="error-summary".*?<li>(?:<a[^>]*>)?([^<]+)', re.DOTALL)


class Denied(Exception):
    """The server said no: with its sentence."""


class Keeper:
    """Somebody of the province or an administrator at their browser."""

    def __init__(self, url: str) -> None:
        self._client = Client(url, {"Accept": "application/json"})
        self._token = ""

    async def sign_in(self, username: str, password: str, code: Callable[[], str]) -> None:
        """Sign in; `code` gives the app's code where the server asks for one. Denied where the
        server refuses."""
        reply = await self._post("/sign-in", {"username": username, "password": password})
        if reply.headers.get("location") == CODE_URL:
            if "enrol-key" in (await self._client.get(CODE_URL)).text:
                raise Denied(
                    "Tài khoản chưa cài mã xác thực. Đề nghị đăng nhập một lần trên trình duyệt "
                    "rồi chạy lại lệnh này."
                )
            await self._post(CODE_URL, {"code": code()})
        self._token = await self._form_token("/sign-in")

    async def _post(self, path: str, fields: dict[str, str]) -> Reply:
        form = {"form_token": await self._form_token(path), **fields}
        reply = await self._client.post_form(path, form)
        if reply.status != 303:
            found = _PROBLEM.search(reply.text)
            raise Denied(html.unescape(found[1]).strip() if found else _sentence(reply))
        return reply

    async def sign_out(self) -> None:
        """End the session; one that cannot be ended ends by itself."""
        with suppress(NoReply):
            await self._client.post_form("/sign-out", {"form_token": self._token})
        self._client.drop()

    async def standing(self) -> dict[str, Any]:
        """Whether there is a rehearsal and whether a real round is open."""
        return self._told(await self._client.get(URL))

    async def make(self, key: str, people: int, *, force: bool) -> tuple[int, list[str]]:
        """The round and the tickets of a rehearsal."""
        wanted = {"key": key, "people": people, "force": force}
        told = await self._again(URL, wanted)
        return told["round"], told["tickets"]

    async def remove(self, key: str, tell: Callable[[int], None]) -> None:
        """Remove the rehearsal of this key, whichever there is for none. `tell` is told how many
        people are left.
        """
        left = 1
        while left:
            left = (await self._again(f"{URL}/remove", {"key": key}))["left"]
            tell(left)

    async def _again(self, path: str, content: object) -> dict[str, Any]:
        """A POST that is safe to repeat, repeated while there is no reply or no time for it."""
        for tries in range(TRIES):
            try:
                reply = await self._client.post_json(path, content, {"X-Form-Token": self._token})
            except NoReply:
                if tries == TRIES - 1:
                    raise
            else:
                if reply.status not in {429, 503} or tries == TRIES - 1:
                    return self._told(reply)
            await asyncio.sleep(min(8.0, 2.0**tries))
        raise NoReply(path)

    def _told(self, reply: Reply) -> dict[str, Any]:
        if reply.status != 200:
            raise Denied(_sentence(reply))
        told: dict[str, Any] = reply.json()
        return told

    async def _form_token(self, path: str) -> str:
        page = await self._client.get(path)
        found = _TOKEN.search(page.text)
        if found is None:
            raise Denied(_sentence(page))
        return found[1]


def _sentence(reply: Reply) -> str:
    try:
        told = reply.json()
    except ValueError:
        told = None
    if isinstance(told, dict) and isinstance(told.get("message"), str):
        return str(told["message"])
    return (
        f"Máy chủ trả lời {reply.status}, không phải câu trả lời của hệ thống này. Đề nghị kiểm "
        "tra lại địa chỉ."
    )
