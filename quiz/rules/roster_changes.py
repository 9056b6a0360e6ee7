"""What a roster's row would change about somebody on the roll, in words."""

from collections.abc import Callable, Iterator

from quiz.rules.eligibility import DUTY_NAMES, Duty
from quiz.rules.places import Places
from quiz.rules.placing import Placing
from quiz.rules.roll import Enrolled
from quiz.rules.roster import COLUMNS, GENDER_TEXTS


def say_changes(
    known: Enrolled,
    person: Enrolled,
    placing: Placing,
    places: Places,
    title: Callable[[str], str],
    *,
    back: bool,
) -> Iterator[str]:
    """A text for each difference between `known`, who is on the roll, and `person`, who would be.
    `title` gives an audience's title; `back` says that the person was moved away from the unit
    since the last roster."""
    for field, heading in (
        ("name", COLUMNS["name"]),
        ("birth_year", COLUMNS["birth"]),
        ("position", COLUMNS["position"]),
        ("staff_code", COLUMNS["staff_code"]),
        ("phone", COLUMNS["phone"]),
    ):
        before, after = getattr(known, field), getattr(person, field)
        if before != after:
            yield f"{heading}: {before or '(trống)'} → {after}"
    if known.gender != person.gender:
        before, after = GENDER_TEXTS[known.gender], GENDER_TEXTS[person.gender]
        yield f"{COLUMNS['gender']}: {before or '(trống)'} → {after}"
    if known.audience != person.audience:
        before, after = title(known.audience), title(person.audience)
        yield f"{COLUMNS['audience']}: {before or '(trống)'} → {after or '(trống)'}"
    if known.duty != person.duty:
        before, after = _duty(known.duty), _duty(person.duty)
        yield f"{COLUMNS['duty']}: {before or '(trống)'} → {after or '(trống)'}"
    if known.district_id != person.district_id:
        district = placing.district.full_name
        yield f"{COLUMNS['district']}: {_name(places, known.district_id)} → {district}"
    if known.unit_id != person.unit_id:
        since = " (thí sinh đã chuyển khỏi đây sau lần nhập trước)" if back else ""
        yield f"{COLUMNS['unit']}: {_name(places, known.unit_id)} → {placing.unit_name}{since}"
    if not known.active:
        yield "Khôi phục vào danh sách"


def _name(places: Places, unit_id: int) -> str:
    place = places.by_id.get(unit_id)
    return place.full_name if place else "?"


def _duty(duty: str) -> str:
    return DUTY_NAMES[Duty(duty)] if duty else ""
