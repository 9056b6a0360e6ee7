"""What an app on a phone would show, for tests in which staff are asked for a code."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from sqlmodel import select

from quiz.rules import totp
from quiz.store.tables import Staff
from tests.cast import PASSWORD, Stage, Visitor


def app_code(stage: Stage, username: str, later: int = 0) -> str:
    """The code that the account's app shows now, or so many steps later."""
    with stage.database.reading() as session:
        staff = session.exec(select(Staff).where(Staff.username == username)).one()
    assert staff.id is not None
    key = totp.totp_key(stage.app.state.site.secret, staff.id, staff.totp_version)
    return totp.code_of(key, stage.clock.now // totp.STEP_MS + later)


def with_password(stage: Stage, username: str, password: str = PASSWORD) -> Visitor:
    """A browser in which the password was right and the code is still asked for."""
    visitor = stage.stranger()
    answer = visitor.post("/sign-in", username=username, password=password)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/code")
    visitor.get("/sign-in/code")
    return visitor


def enrolled(stage: Stage, username: str) -> tuple[Visitor, tuple[str, ...]]:
    """Signed in for the first time with an app, and the recovery codes that were shown. The time of
    one code passes, so that the next one is another."""
    visitor = with_password(stage, username)
    answer = visitor.post("/sign-in/code", code=app_code(stage, username))
    assert answer.status_code == 200, answer.text
    stage.clock.now += 2 * totp.STEP_MS
    visitor.get("/account")
    return visitor, tuple(re.findall(r"<li>((?:[A-Z0-9]{4}-){2}[A-Z0-9]{4})</li>", answer.text))


def signed_in_by_code(stage: Stage, username: str) -> Visitor:
    """Signed in again, by password and app."""
    visitor = with_password(stage, username)
    answer = visitor.post("/sign-in/code", code=app_code(stage, username))
    assert answer.status_code == 303, answer.text
    stage.clock.now += 2 * totp.STEP_MS
    visitor.get("/account")
    return visitor


def read_uri(uri: str) -> tuple[str, dict[str, str]]:
    """Label and parameters of what the QR code says."""
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return unquote(parts.path.lstrip("/")), asked
