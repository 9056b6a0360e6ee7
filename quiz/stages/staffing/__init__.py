"""Accounts of the staff: who has one, by which links, codes and sessions its owner uses it."""

from quiz.stages.staffing.links import (
    make_first,
    make_link,
    make_setup_link,
    needs_first,
    use_link,
)
from quiz.stages.staffing.looking import Account, Member, account, accounts, list_staff
from quiz.stages.staffing.members import add, change, disable, enable, invite, set_password
from quiz.stages.staffing.own import (
    change_password,
    check_password,
    end_all,
    end_session,
    sessions_of,
)
from quiz.stages.staffing.second import (
    Passed,
    codes_left,
    key_of,
    make_codes,
    pass_code,
    reset_totp,
)

__all__ = [
    "Account",
    "Member",
    "Passed",
    "account",
    "accounts",
    "add",
    "change",
    "change_password",
    "check_password",
    "codes_left",
    "disable",
    "enable",
    "end_all",
    "end_session",
    "invite",
    "key_of",
    "list_staff",
    "make_codes",
    "make_first",
    "make_link",
    "make_setup_link",
    "needs_first",
    "pass_code",
    "reset_totp",
    "sessions_of",
    "set_password",
    "use_link",
]
