"""The form that passes over some of a list for a written reason: looked at, then confirmed."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from question_bank.vietnamese import clean, squeeze
from quiz.rules.reasons import RequestReason, TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import LONGEST_REASON
from quiz.web.forms import Input
from quiz.web.guard import MAX_ID
from quiz.web.pages.skips import Errors, Skip

_FIELD = re.compile(r"(skip|reason)_([1-9][0-9]{0,9})")


class SkipsInput(Input):
    """What is asked, the board that was seen, and `skip_<id>` with `reason_<id>`."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Annotated[str, Field(max_length=LONGEST_REASON)]]

    do: Annotated[Literal["preview", "confirm"], Field(title="Thao tác")]
    board: Annotated[str, Field(max_length=64, title="Bảng xếp hạng đã xem")] = ""

    def skips(self) -> tuple[dict[int, str], dict[int, str]]:
        """(id -> reason of those who are ticked, of those who are not)."""
        ticked: set[int] = set()
        reasons: dict[int, str] = {}
        for name, value in self.__pydantic_extra__.items():
            found = _FIELD.fullmatch(name)
            if found is None or int(found[2]) > MAX_ID:
                raise Refusal(RequestReason.BAD_INPUT, field="Lý do không chọn")
            if found[1] == "skip":
                ticked.add(int(found[2]))
            else:
                reasons[int(found[2])] = value
        skips = {one: reasons.get(one, "") for one in sorted(ticked)}
        others = {one: text for one, text in reasons.items() if one not in ticked}
        return skips, {one: text for one, text in others.items() if squeeze(text)}


def skip_of(
    id_: int,
    name: str,
    seat_text: str,
    skips: Mapping[int, str],
    loose: Mapping[int, str],
    *,
    few: bool = True,
) -> Skip:
    """The tick of one of a list, with what stands in the form: reasons of those who are ticked, and
    those typed without a tick. Where the list is not of a `few`, a reason is asked for after the
    tick only."""
    ticked, typed = id_ in skips, id_ in loose
    reason = skips.get(id_, loose.get(id_, ""))
    error = _error(reason, ticked=ticked, loose=typed)
    return Skip(id_, name, seat_text, ticked, reason, error, few or ticked or typed)


def errors_of(skips: Iterable[Skip], refusal: Refusal | None) -> Errors:
    """What is wrong with single reasons; where nothing is, what is refused as a whole."""
    found = tuple((f"reason_{one.id}", f"{one.name}: {one.error}") for one in skips if one.error)
    return found or ((("", refusal.sentence),) if refusal else ())


def status_of(errors: Errors, *refusals: Refusal | None) -> int:
    """The status of the page that is shown again: that of the first refusal."""
    for refusal in refusals:
        if refusal is not None:
            return refusal.reason.status
    return TeamReason.SKIP_NEEDS_REASON.status if errors else 200


def hidden_of(skips: Mapping[int, str], **seen: str) -> tuple[tuple[str, str], ...]:
    """The fields that confirm these skips over what was seen."""
    ticks = ((f"skip_{one}", "1") for one in skips)
    return (*seen.items(), *ticks, *((f"reason_{one}", why) for one, why in skips.items()))


def _error(reason: str, *, ticked: bool, loose: bool) -> str:
    if ticked and not squeeze(reason):
        return "Chưa nêu lý do không chọn."
    if loose:
        return "Đã ghi lý do nhưng chưa đánh dấu “Không chọn”."
    return next(iter(clean(reason)[1]), "")
