"""Strange JSON, strange addresses, strange bodies: a sentence, a 4xx, and nothing written."""

import pytest
from starlette.testclient import TestClient

from quiz.web.security import fixed_headers
from tests.cast import Stage
from tests.journeys.test_answers import entries, start

GOOD = '{"seq": 1, "question": 1, "choice": [0]}'

STRANGE_JSON = {
    "true for one": '{"seq": true, "question": 1, "choice": [0]}',
    "text for a number": '{"seq": "1", "question": 1, "choice": [0]}',
    "a fraction": '{"seq": 1.0, "question": 1, "choice": [0]}',
    "NaN": '{"seq": NaN, "question": 1, "choice": [0]}',
    "Infinity": '{"seq": Infinity, "question": 1, "choice": [0]}',
    "1e400": '{"seq": 1e400, "question": 1, "choice": [0]}',
    "2^70": '{"seq": 1180591620717411303424, "question": 1, "choice": [0]}',
    "5,000 digits": '{"seq": ' + "9" * 5000 + ', "question": 1, "choice": [0]}',
    "a lone surrogate": '{"seq": 1, "question": 1, "choice": ["\\ud800"]}',
    "a lone surrogate as a name": '{"seq": 1, "question": 1, "choice": [0], "\\ud800": 1}',
    "an unknown field": '{"seq": 1, "question": 1, "choice": [0], "score": 30}',
    "a key twice": '{"seq": 1, "seq": 2, "question": 1, "choice": [0]}',
    "no choice": '{"seq": 1, "question": 1}',
    "null": '{"seq": 1, "question": 1, "choice": null}',
    "a number for a list": '{"seq": 1, "question": 1, "choice": 0}',
    "a list of everything": '{"seq": 1, "question": 1, "choice": [0,1,2,3,4,5,6,7,8,9]}',
    "deep nesting": "[" * 30_000,
    "not JSON": "seq=1",
    "nothing": "",
    "a list": "[]",
    "not UTF-8": b"\xff\xfe{".decode("latin-1"),
}


@pytest.mark.parametrize("body", STRANGE_JSON.values(), ids=STRANGE_JSON.keys())
def test_strange_json_is_refused_with_a_sentence_and_nothing_is_written(
    quick_stage: Stage, body: str
) -> None:
    an, attempt = start(quick_stage)
    headers = {"Content-Type": "application/json", "X-Form-Token": an.token}
    refused = an.client.post(f"{attempt}/answers", content=body.encode("latin-1"), headers=headers)
    assert refused.status_code in {400, 422}
    assert refused.json()["message"].endswith(".")
    assert "999999" not in refused.text
    assert entries(quick_stage) == ["start"]


def test_the_same_request_well_formed_is_saved(quick_stage: Stage) -> None:
    an, attempt = start(quick_stage)
    headers = {"Content-Type": "application/json", "X-Form-Token": an.token}
    saved = an.client.post(f"{attempt}/answers", content=GOOD, headers=headers)
    assert saved.status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/x-www-form-urlencoded"])
def test_a_tap_of_another_content_type_is_refused(quick_stage: Stage, content_type: str) -> None:
    an, attempt = start(quick_stage)
    headers = {"Content-Type": content_type, "X-Form-Token": an.token}
    refused = an.client.post(f"{attempt}/answers", content=GOOD, headers=headers)
    assert refused.status_code == 415
    assert entries(quick_stage) == ["start"]


def test_a_body_larger_than_the_limit_is_refused_declared_or_not(quick_stage: Stage) -> None:
    an, attempt = start(quick_stage)
    headers = {"Content-Type": "application/json", "X-Form-Token": an.token}
    huge = b" " * 200_000
    declared = an.client.post(f"{attempt}/answers", content=huge, headers=headers)
    chunked = an.client.post(
        f"{attempt}/answers", content=iter([huge[:50_000]] * 4), headers=headers
    )
    assert (declared.status_code, chunked.status_code) == (413, 413)
    assert entries(quick_stage) == ["start"]


@pytest.mark.parametrize(
    "url",
    [
        "/attempts/1180591620717411303424",
        "/attempts/-1",
        "/attempts/0",
        "/attempts/1.0",
        "/attempts/%00",
        "/attempts/😀",
        "/rounds/9223372036854775808/board",
        "/static/../pyproject.toml",
        "/static/x/%2e%2e%2fpyproject.toml",
        "//etc/passwd",
    ],
)
def test_a_strange_address_is_a_page_that_is_not_there(quick_stage: Stage, url: str) -> None:
    an = quick_stage.contestant("An")
    refused = an.client.get(url)
    assert refused.status_code == 404
    assert "Không tìm thấy" in refused.text


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=abc", "page=1e9", "q=" + "x" * 101])
def test_a_strange_page_number_or_search_is_refused(quick_stage: Stage, query: str) -> None:
    refused = quick_stage.stranger().get(f"/rounds/{quick_stage.world.vi_thanh}/board?{query}")
    assert refused.status_code == 422


@pytest.mark.parametrize("wanted", ["%", "_", "!", "'; DROP TABLE person; --", "\u0000", "Ơ"])
def test_a_search_for_signs_finds_nobody_and_breaks_nothing(stage: Stage, wanted: str) -> None:
    found = stage.stranger().get(f"/rounds/{stage.world.vi_thanh}/board", params={"q": wanted})
    assert found.status_code in {200, 422}
    assert stage.contestant("An").get("/rounds").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_post_from_elsewhere_is_refused(quick_stage: Stage, headers: dict[str, str]) -> None:
    an = quick_stage.contestant("An")
    url = f"/rounds/{quick_stage.world.vi_thanh}/start"
    refused = an.client.post(url, data={"form_token": an.token}, headers=headers)
    assert refused.status_code == 403
    assert entries(quick_stage) == []


@pytest.mark.parametrize(
    "origin", [None, "null", "http://[", "http://evil.example", "http://testserver.evil"]
)
def test_an_old_browsers_post_needs_our_origin(quick_stage: Stage, origin: str | None) -> None:
    an = quick_stage.contestant("An")
    del an.client.headers["Sec-Fetch-Site"]
    headers = {} if origin is None else {"Origin": origin}
    url = f"/rounds/{quick_stage.world.vi_thanh}/start"
    assert an.client.post(url, data={"form_token": an.token}, headers=headers).status_code == 403
    ours = an.client.post(
        url, data={"form_token": an.token}, headers={"Origin": "http://testserver"}
    )
    assert ours.status_code == 303


def test_a_form_without_its_token_or_with_anothers_is_refused(quick_stage: Stage) -> None:
    an, binh = quick_stage.contestant("An"), quick_stage.contestant("Bình")
    url = f"/rounds/{quick_stage.world.vi_thanh}/start"
    assert an.client.post(url).status_code == 403
    assert an.client.post(url, data={"form_token": "Ơ"}).status_code == 403
    assert an.client.post(url, data={"form_token": binh.token}).status_code == 403
    assert entries(quick_stage) == []


@pytest.mark.parametrize(
    "letters", ["undefined", "unicode_escape", 'raw_unicode_escape; x="y', '"utf-16"', "rot13"]
)
def test_a_form_in_other_letters_than_ours_is_refused(quick_stage: Stage, letters: str) -> None:
    phuc = quick_stage.staff("phuc")
    fields = {"form_token": phuc.token, "text": "Tên\\ud800"}
    lines = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    for charset, expected in ((letters, 415), ("UTF-8", 422)):
        kind = f"multipart/form-data; boundary=x; charset={charset}"
        answer = phuc.client.post(
            "/laws/upload", content=f"{lines}--x--\r\n", headers={"Content-Type": kind}
        )
        assert answer.status_code == expected


def test_an_unknown_host_is_refused(quick_stage: Stage) -> None:
    refused = quick_stage.stranger().client.get("/", headers={"Host": "evil.example"})
    assert refused.status_code == 400


def test_every_answer_carries_the_security_headers(quick_stage: Stage) -> None:
    stranger = quick_stage.stranger()
    for url in ("/", "/nope", "/healthz", "/rounds", "/static/x/css/base.css"):
        response = stranger.get(url)
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "charset=utf-8" in response.headers["Content-Type"]


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_our_own_fault_is_told_with_the_security_headers_too(
    quick_stage: Stage, accept: str
) -> None:
    async def fail() -> None:
        raise ValueError("canary: a name, a key, /a/path.py")

    quick_stage.app.add_api_route("/fails", fail)
    client = TestClient(
        quick_stage.app, base_url="http://testserver", raise_server_exceptions=False
    )
    answer = client.get("/fails", headers={"Accept": accept})
    usual = quick_stage.stranger().get("/")
    assert answer.status_code == 500
    assert "Hệ thống gặp sự cố" in answer.text
    for name, value in fixed_headers(quick_stage.settings).items():
        assert answer.headers[name] == usual.headers[name] == value
    assert answer.headers["Cache-Control"] == "private, no-store"
    for word in ("canary", "ValueError", "Traceback", ".py"):
        assert word not in answer.text  # what failed is for the log
