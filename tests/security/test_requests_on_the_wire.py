"""Requests that no tidy client sends, on a real socket: smuggled ones, strange paths, strange
methods, ranges without end."""

import time
from collections.abc import Iterator

import pytest

from tests.security.raw import Raw, serving

SMUGGLED = b"GET /nope-smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raw]:
    with serving(tmp_path_factory.mktemp("data"), {}) as running:
        yield running


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
        b"Content-Length: 5, 6\r\n\r\nabcde",
        b"Content-Length: +5\r\n\r\nabcde",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 0x5\r\n\r\nabcde",
        b"Content-Length: 99999999999999999999999\r\n\r\n",
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"X: y\x00z\r\n\r\n",
        b" folded: x\r\n\r\n",
    ],
    ids=repr,
)
def test_a_body_of_doubtful_length_is_refused_and_nothing_behind_it_is_read(
    raw: Raw, framing: bytes
) -> None:
    answer = raw.send(POST + framing + SMUGGLED)
    assert 400 <= answer.status < 500
    assert b"HTTP/1.1 " not in answer.rest
    assert raw.ask(b"GET /healthz HTTP/1.1").status == 200


@pytest.mark.parametrize(
    "target",
    [
        b"/static/../pyproject.toml",
        b"/static/x/../../pyproject.toml",
        b"/static/x/%2e%2e%2f%2e%2e%2fpyproject.toml",
        b"/static/x/..%2f..%2fetc%2fpasswd",
        b"/static/x/..\\..\\pyproject.toml",
        b"/static/x/%2e%2e%5c%2e%2e%5cpyproject.toml",
        b"/static/x/css/base.css%00.png",
        b"/static/x/css/",
        b"/static/x/",
        b"/static/",
        b"/static/x//etc/passwd",
        b"//etc/passwd",
        b"//127.0.0.1/rounds",
        b"/secret.key",
        b"/var/secret.key",
        b"/.git/config",
        b"/docs",
        b"/redoc",
        b"/openapi.json",
        b"/admin",
        b"/admin/",
        b"/debug",
        b"/metrics",
        b"/server-status",
        b"/attempts/%00",
        b"/attempts/1180591620717411303424",
        b"/attempts/1;a=b",
        b"/%ff%fe",
    ],
)
def test_a_path_that_is_none_is_not_there(raw: Raw, target: bytes) -> None:
    raw.ask(b"GET /nope HTTP/1.1")  # its template is loaded
    began = time.perf_counter()
    answer = raw.ask(b"GET " + target + b" HTTP/1.1")
    took = time.perf_counter() - began
    assert answer.status == 404, answer
    assert b"root:" not in answer.body
    assert b"[project]" not in answer.body
    print(f"{target!r}: {1000 * took:.1f} ms")


@pytest.mark.parametrize(
    "range_",
    [
        "bytes=" + ",".join(f"{2 * one}-{2 * one}" for one in range(5_000)),
        "bytes=0-" + "9" * 5_000,
        "bytes=" + "0-," * 10_000,
        "bytes=-1",
        "bytes=999999999-",
    ],
    ids=["5,000 ranges", "a huge one", "10,000 of everything", "the last byte", "behind the end"],
)
@pytest.mark.parametrize("path", [b"/static/x/css/base.css", b"/", b"/sign-in"])
def test_a_range_is_not_looked_at_whatever_it_holds(raw: Raw, path: bytes, range_: str) -> None:
    whole = raw.ask(b"GET " + path + b" HTTP/1.1")
    answer = raw.ask(b"GET " + path + b" HTTP/1.1", f"Range: {range_}")
    assert answer.status == whole.status == 200
    assert abs(len(answer.body) - len(whole.body)) < 200


def test_ten_thousand_ranges_are_more_than_a_head_may_hold(raw: Raw) -> None:
    ranges = ",".join(f"{20 * one}-{20 * one + 9}" for one in range(10_000))
    answer = raw.ask(b"GET /static/x/css/base.css HTTP/1.1", f"Range: bytes={ranges}")
    assert answer.status == 400


@pytest.mark.parametrize(
    "start",
    [
        b"TRACE / HTTP/1.1",
        b"TRACK / HTTP/1.1",
        b"CONNECT 127.0.0.1:22 HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"OPTIONS / HTTP/1.1",
        b"PUT / HTTP/1.1",
        b"DELETE / HTTP/1.1",
        b"PATCH /sign-in HTTP/1.1",
        b"PROPFIND / HTTP/1.1",
        b"FOO / HTTP/1.1",
    ],
)
def test_another_method_than_get_and_post_is_refused(raw: Raw, start: bytes) -> None:
    answer = raw.ask(start, "Sec-Fetch-Site: same-origin", "X-Canary: hallo-canary")
    assert 400 <= answer.status < 500
    assert b"hallo-canary" not in answer.body


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "evil.example#127.0.0.1"],
)
def test_another_host_is_refused_and_never_printed(raw: Raw, host: str) -> None:
    answer = raw.send(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert answer.status == 400
    assert b"evil" not in answer.head + answer.body


def test_a_whole_address_in_the_request_line_changes_no_host(raw: Raw) -> None:
    answer = raw.ask(b"GET http://evil.example/rounds HTTP/1.1")
    assert answer.status in {400, 401, 404}
    assert b"evil" not in answer.head + answer.body
    for name in ("Host", "Proto", "Prefix", "Port", "Server"):
        answer = raw.ask(b"GET / HTTP/1.1", f"X-Forwarded-{name}: evil.example")
        assert answer.status == 200
        assert b"evil" not in answer.head + answer.body


def test_no_answer_tells_what_the_server_is_made_of(raw: Raw) -> None:
    for start in (b"GET / HTTP/1.1", b"GET /nope HTTP/1.1", b"BAD", b"TRACE / HTTP/1.1"):
        head = raw.ask(start).head.lower()
        assert b"\r\nserver:" not in head
        assert b"x-powered-by" not in head
