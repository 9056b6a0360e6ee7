"""A provider and a roster may write a staff code in other capitals: it is the same code, also with
marks, and nothing else is.
"""

import asyncio

from quiz.rules.reasons import EntryReason
from quiz.rules.refusal import Refusal
from quiz.stages import entering
from tests.cast import Stage
from tests.sso.test_entering_by_single_sign_on import rename


def test_a_staff_code_with_marks_is_compared_likewise_and_one_of_two_people_is_nobodys(
    stage: Stage,
) -> None:
    def enters(code: str) -> bool:
        try:
            entered = entering.enter_as(
                stage.database, stage.writer, "staff_code", code, stage.clock.now
            )
            asyncio.run(entered)
        except Refusal as refusal:
            return refusal.reason is not EntryReason.SSO_NOBODY
        return True

    rename(stage, "An", "CB-ĐỖ_1%")
    assert enters("cb-đỗ_1%")
    assert not any(map(enters, ("cb-do_1%", "cb-đỗx1%", "cb-đỗ_1", "%", "________")))
    rename(stage, "Bình", "cb-Đỗ_1%")
    assert not enters("cb-đỗ_1%")
    assert enters("cb-Đỗ_1%")
