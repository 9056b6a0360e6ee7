"""Whoever asks is known by the address that they come from; what headers say of it is believed of
the configured proxies alone. On real sockets: `quiz serve` as it runs."""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from question_bank import sandbox
from quiz.settings import Settings
from quiz.web.limits import neighbourhood
from tests.cast import Stage
from tests.house.test_access import _flat
from tests.security.raw import Raw, serving

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
FORGED = "198.51.100.7"
_NAMES = itertools.count()


@pytest.fixture(scope="module", params=["", "127.0.0.1"], ids=["no proxy", "a proxy"])
def raw(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raw]:
    """A server that trusts nobody, and one that trusts 127.0.0.1."""
    settings = {"QUIZ_TRUSTED_PROXIES": request.param, "QUIZ_GUESSES": "1"}
    with serving(tmp_path_factory.mktemp("data"), settings) as running:
        yield running


def logged(raw: Raw, comes_from: str, *headers: str) -> str:
    """The address that the log tells of a refused sign-in."""
    page = raw.ask(b"GET /sign-in HTTP/1.1", comes_from=comes_from)
    token = re.search(rb'name="form_token" value="([^"]*)"', page.body)
    assert token
    name = f"u{next(_NAMES)}".encode()
    body = b"username=%s&password=x&form_token=" % name + token[1].replace(b"=", b"%3D")
    answers = [
        raw.ask(
            b"POST /sign-in HTTP/1.1",
            "Content-Type: application/x-www-form-urlencoded",
            "Sec-Fetch-Site: same-origin",
            f"Content-Length: {len(body)}",
            *headers,
            body=body,
            comes_from=comes_from,
        ).status
        for _ in range(2)
    ]
    assert answers == [401, 429]
    line = raw.log()[-1]
    told: str = json.loads(line)["address"]
    return told


def test_a_client_cannot_choose_its_address(raw: Raw) -> None:
    for header in (
        f"X-Forwarded-For: {FORGED}",
        f"Forwarded: for={FORGED}",
        f"X-Real-IP: {FORGED}",
        f"X-Client-IP: {FORGED}",
    ):
        assert logged(raw, "127.0.0.2", header) == "127.0.0.2"


def test_only_a_configured_proxy_is_believed_and_only_what_it_says_last(raw: Raw) -> None:
    trusted = raw.settings["QUIZ_TRUSTED_PROXIES"] == "127.0.0.1"
    believed = "203.0.113.9" if trusted else "127.0.0.1"
    assert logged(raw, "127.0.0.1", "X-Forwarded-For: 203.0.113.9") == believed
    # the client forged one, the proxy added what it saw
    assert logged(raw, "127.0.0.1", f"X-Forwarded-For: {FORGED}, 203.0.113.9") == believed
    two = (f"X-Forwarded-For: {FORGED}", "X-Forwarded-For: 203.0.113.9")
    assert logged(raw, "127.0.0.1", *two) == believed
    for other in ("Forwarded: for=1.2.3.4", "X-Real-IP: 1.2.3.4"):
        assert logged(raw, "127.0.0.1", other) == "127.0.0.1"


@pytest.mark.parametrize(
    "value", ["*", "0.0.0.0/0", "::/0", "proxy.example", "10.0.0.1/8", "1.2.3"]
)
def test_everybody_is_no_proxy_and_a_name_is_no_address(value: str) -> None:
    with pytest.raises(ValidationError):
        Settings(trusted_proxies=value)


def test_the_sample_proxy_sets_the_address_itself_and_speaks_new_tls_only() -> None:
    sample = OPERATIONS.read_text().split("```nginx")[1].split("```")[0]
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in sample
    assert "$proxy_add_x_forwarded_for" not in sample
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in sample
    for header in ("Forwarded", "X-Forwarded-Host", "X-Forwarded-Prefix"):
        assert f'proxy_set_header {header} "";' in sample


READ_FOR = {
    *("upload.post", "upload.mend", "confirm", "workshop.import.post", "workshop.import.mend"),
    *("workshop.import.confirm", "workshop.import.any", "law.upload.post", "law.confirm"),
    *("people.import.post", "people.import.fix", "people.import.confirm"),
    *("units.import.post", "units.import.confirm"),
}
"""Routes behind which files are read."""


def test_the_sample_proxy_waits_for_files_as_long_as_they_may_take(quick_stage: Stage) -> None:
    sample = OPERATIONS.read_text().split("```nginx")[1].split("```")[0]
    where, block = re.findall(r"location ~ (\S+) \{(.*?)\}", sample, re.S)[0]
    (seconds,) = re.findall(r"proxy_read_timeout (\d+)s;", block)
    assert int(seconds) > 2 * sandbox.SECONDS
    paths = {route.name: route.path for route in _flat(quick_stage.app.routes)}
    assert [name for name in READ_FOR if not re.search(where, paths[name])] == []
    assert not re.search(where, "/attempts/1/answers")
    assert not re.search(where, "/")


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_all_addresses_of_one_ipv6_subscriber_count_as_one(address: str, counted: str) -> None:
    assert neighbourhood(address) == counted
