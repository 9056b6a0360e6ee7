"""Static files under an address that holds the hash of them all, so that browsers keep them for
good and a module's relative imports stay inside one version.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal

_FOREVER = "public, max-age=31536000, immutable"
_SMALLEST_WORTH_COMPRESSING = 500


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    compressed: bytes | None
    content_type: str


class Assets:
    """The static folder, read once."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): _load(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        whole = hashlib.sha256()
        for name, file in self._files.items():
            whole.update(name.encode() + b"\0" + file.body + b"\0")
        self.version = whole.hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of a static file. KeyError for one that is not there."""
        if name not in self._files:
            raise KeyError(f"no static file {name}")
        return f"/static/{self.version}/{name}"

    def response(self, request: Request, version: str, name: str) -> Response:
        """The file, compressed where the browser takes that. Another version's address is answered
        with today's file, so that a page rendered before an update still finds its script, but
        nobody may keep it under that address.
        """
        file = self._files.get(name)
        if file is None:
            raise Refusal(RequestReason.NOT_FOUND)
        keep = _FOREVER if version == self.version else "no-cache"
        headers = {"Cache-Control": keep, "Vary": "Accept-Encoding"}
        if file.compressed and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(file.compressed, headers=headers, media_type=file.content_type)
        return Response(file.body, headers=headers, media_type=file.content_type)


def _load(path: Path) -> _File:
    body = path.read_bytes()
    if path.suffix == ".js":
        body = _without_comments(body)
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix == ".js":
        content_type = "text/javascript"
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    worth = len(body) > _SMALLEST_WORTH_COMPRESSING and not content_type.startswith("image/png")
    return _File(body, gzip.compress(body, 9, mtime=0) if worth else None, content_type)


def _without_comments(script: bytes) -> bytes:
    """A script without its indentation and the lines that are a comment: they would be half a
    kilobyte of a paper's fourteen. No text of our scripts is longer than a line.
    """
    return re.sub(rb"(?m)^[ ]*(?://.*\n)?", b"", script)
