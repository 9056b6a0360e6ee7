"""Files to take away, named by the server (RFC 6266)."""

from urllib.parse import quote

from starlette.responses import Response

from question_bank.vietnamese import slug

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
    "xml": "application/xml",
    "gift": "text/plain; charset=utf-8",
}


def attachment(name: str, content: bytes) -> Response:
    """The file as a download. The plain name is ASCII; browsers show the encoded Vietnamese one."""
    stem, _, suffix = name.rpartition(".")
    plain = f"{slug(stem) or 'tep'}.{suffix}"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": disposition}
    return Response(
        content, headers=headers, media_type=_TYPES.get(suffix, "application/octet-stream")
    )
