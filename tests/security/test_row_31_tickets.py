"""Row 31: a ticket has 130 bits, is not in the database, can be revoked, and one device sits."""

from sqlalchemy import inspect, text

from quiz.rules import ticket
from quiz.stages import enrol
from tests.cast import OPENS, Stage
from tests.ways import code_of

NUMBER = "VT0001"


def test_a_ticket_has_at_least_128_bits_of_the_servers_random_key(stage: Stage) -> None:
    secret = stage.app.state.site.secret
    assert len(secret) == 32
    letters = ticket.ticket(secret, NUMBER, 1).rpartition(".")[2]
    assert len(letters) * 5 >= 128
    others = {ticket.ticket(secret, f"VT{one:04d}", 1).rpartition(".")[2] for one in range(2_000)}
    assert len(others) == 2_000


def test_neither_ticket_nor_code_stands_in_the_database(stage: Stage) -> None:
    stage.contestant("An")
    lan = stage.staff("lan")
    unit = str(stage.world.districts["Thành phố Vị Thanh"])
    lan.get("/staff/people/tickets")
    assert code_of(stage, NUMBER) in lan.post("/staff/people/tickets", unit=unit).text
    secret = stage.app.state.site.secret
    letters = ticket.ticket(secret, NUMBER, 1).rpartition(".")[2]
    with stage.database.write_engine.connect() as connection:
        held = [
            str(row)
            for table in inspect(connection).get_table_names()
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))
        ]
    assert any(NUMBER in row for row in held)
    for hidden in (letters, code_of(stage, NUMBER), code_of(stage, NUMBER).replace("-", "")):
        assert not any(hidden in row for row in held)


def test_a_revoked_ticket_and_its_code_are_refused_like_unknown_ones(stage: Stage) -> None:
    secret = stage.app.state.site.secret
    old, code = ticket.ticket(secret, NUMBER, 1), code_of(stage, NUMBER)
    enrol.reissue_ticket(stage.database, stage.world.people["An"], "lan", OPENS)
    visitor = stage.stranger()
    unknown = visitor.post("/enter", ticket=ticket.ticket(secret, "ZZ9999", 1))
    revoked = visitor.post("/enter", ticket=old)
    assert (unknown.status_code, revoked.status_code) == (404, 404)
    assert len(unknown.text) == len(revoked.text)
    assert visitor.post("/enter", number=NUMBER, code=code).status_code == 404
    assert visitor.post("/enter", ticket=ticket.ticket(secret, NUMBER, 2)).status_code == 303


def test_of_two_devices_that_entered_one_sits(stage: Stage) -> None:
    first, second = stage.contestant("An"), stage.contestant("An")
    first.get(f"/rounds/{stage.world.vi_thanh}")
    started = first.post(f"/rounds/{stage.world.vi_thanh}/start").headers["location"]
    second.get("/enter")
    tap = {"seq": 1, "question": 1, "choice": [0]}
    assert second.post_json(f"{started}/answers", tap).status_code == 409
    assert first.post_json(f"{started}/answers", tap).status_code == 200
