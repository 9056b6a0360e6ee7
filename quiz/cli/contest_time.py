"""`quiz contest extend` and `void`: give time, take an attempt out of the contest."""

import secrets
from typing import Any

from quiz.cli.common import Opened, read_password
from quiz.rules.extending import Wanted
from quiz.stages import extend as giving
from quiz.stages import signin
from quiz.stages import void as voiding
from quiz.stages.extend import Asked


def extend(
    opened_: Opened, round_id: int, minutes: int, reason: str, number: str, actor: str
) -> Asked:
    """Time for the candidate with this number, or for the whole round."""
    wanted = Wanted(minutes, reason, secrets.token_hex(16), number)
    return giving.ask(opened_.writer, round_id, wanted, actor, opened_.clock())


def extend_text(asked: Asked) -> str:
    """For a person."""
    if asked.applied_to is None:
        return (
            f"Yêu cầu gia hạn {asked.minutes} phút (số {asked.id}) chờ một người khác xác nhận "
            "trên trang vòng thi trong vòng 30 phút."
        )
    return f"Đã gia hạn {asked.minutes} phút cho {asked.applied_to} lượt thi."


def void(
    opened_: Opened, attempt_id: int, reason: str, signers: tuple[str, str], *, from_stdin: bool
) -> dict[str, Any]:
    """Take the attempt out of the contest. Each signer proves to be there by the own password:
    the keeper of the machine may not sign for anybody."""
    for username in signers:
        password = read_password(f"Mật khẩu của {username}", from_stdin=from_stdin)
        signin.verify_password(opened_.database, username, password)
    voided = voiding.void(
        opened_.database, opened_.writer, attempt_id, reason, signers, opened_.clock()
    )
    return {"attempt": voided.id, "round": voided.round_id, "voided": voided.voided}
