"""Bodies that are too long, packed, endless or of a thousand parts, on a real socket: refused with
a sentence, and the server needs no memory for them.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.raw import Answer, Raw, serving

MEGABYTE = 1_000_000
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raw]:
    with serving(tmp_path_factory.mktemp("data"), {}) as running:
        yield running


def token(raw: Raw) -> bytes:
    found = re.search(rb'name="form_token" value="([^"]*)"', raw.ask(b"GET /sign-in HTTP/1.1").body)
    assert found
    return found[1].replace(b"=", b"%3D")


def post(raw: Raw, kind: str, body: bytes, *headers: str, sized: bool = True) -> Answer:
    length = [f"Content-Length: {len(body)}"] if sized else ["Transfer-Encoding: chunked"]
    told = [f"Content-Type: {kind}", *length, *headers, "Sec-Fetch-Site: same-origin"]
    return raw.ask(b"POST /sign-in HTTP/1.1", *told, body=body)


def memory(raw: Raw) -> int:
    """Bytes that the server holds."""
    pages = int(Path(f"/proc/{raw.pid}/statm").read_text().split()[1])
    return pages * 4096


def test_two_hundred_megabytes_without_a_length_are_refused_and_cost_no_memory(raw: Raw) -> None:
    post(raw, FORM, b"x=1")
    before = memory(raw)
    chunk = b"%x\r\n" % MEGABYTE + b"a" * MEGABYTE + b"\r\n"
    answer = raw.pour(
        b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n",
        (chunk for _ in range(200)),
    )
    assert answer.status == 413
    assert memory(raw) - before < 20 * MEGABYTE


def test_a_length_beyond_the_limit_is_refused_before_a_byte_is_read(raw: Raw) -> None:
    before = memory(raw)
    for size in (65_000, 200 * MEGABYTE, 10**15, 10**18):
        answer = raw.ask(
            b"POST /sign-in HTTP/1.1",
            f"Content-Type: {FORM}",
            f"Content-Length: {size}",
            "Sec-Fetch-Site: same-origin",
        )
        assert answer.status == 413, size
    assert memory(raw) - before < 20 * MEGABYTE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, gzip"])
def test_a_packed_body_is_refused_unread(raw: Raw, coding: str) -> None:
    bomb = gzip.compress(b"a" * 20 * MEGABYTE)
    assert post(raw, FORM, bomb, f"Content-Encoding: {coding}").status == 415


def test_a_form_of_five_thousand_fields_is_refused(raw: Raw) -> None:
    fields = b"&".join(b"f%d=1" % number for number in range(5_000))
    assert post(raw, FORM, fields + b"&form_token=" + token(raw)).status in {400, 413, 422}
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % number
        for number in range(5_000)
    )
    answer = post(raw, "multipart/form-data; boundary=x", parts + b"--x--\r\n")
    assert answer.status in {400, 413, 422}


def test_a_field_of_fifty_megabytes_is_refused_and_costs_no_memory(raw: Raw) -> None:
    before = memory(raw)
    head = (
        b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    first = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\n'
    chunk = b"%x\r\n" % MEGABYTE + b"a" * MEGABYTE + b"\r\n"
    begun = b"%x\r\n" % len(first) + first + b"\r\n"
    answer = raw.pour(head, (begun if place == 0 else chunk for place in range(51)))
    assert answer.status in {400, 413}
    assert memory(raw) - before < 20 * MEGABYTE


@pytest.mark.parametrize("kind", ["text/plain", "", "application/xml", "application/json; x", "a"])
def test_another_type_of_content_is_refused(raw: Raw, kind: str) -> None:
    assert post(raw, kind, b"username=lan&password=x").status in {403, 415}
