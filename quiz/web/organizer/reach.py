"""Fetch a round or refuse it: a foreign district's, an unannounced and a missing one alike."""

from quiz.rules.access import Action, Viewer
from quiz.store import rows
from quiz.store.rows import SatRound
from quiz.web.guard import in_reach
from quiz.web.site import Site


async def round_in_reach(site: Site, viewer: Viewer, action: Action, round_id: int) -> SatRound:
    """The round, when the viewer may do `action` to it."""
    sat = await site.database.read(lambda connection: rows.read_round(connection, round_id))
    rows.refuse_draft(sat)
    rows.refuse_rehearsal(sat)
    in_reach(viewer, action, sat.district_id)
    return sat
