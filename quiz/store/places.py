"""The units as names are matched with them."""

from sqlalchemy import Connection, text

from quiz.rules.places import Place, Places

_UNITS = text(
    "SELECT id, code, name, type, full_name, parent_id, district_id FROM unit"
    " WHERE valid_to = '' AND NOT rehearsal ORDER BY code"
)


def read_places(connection: Connection) -> Places:
    """Every unit that is in force."""
    return Places(
        Place(
            id=row.id,
            code=row.code,
            name=row.name,
            type=row.type,
            full_name=row.full_name,
            parent_id=row.parent_id,
            district_id=row.district_id,
        )
        for row in connection.execute(_UNITS)
    )
