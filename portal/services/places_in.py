"""Places that answers name, and whether two of them may be the same: by the number on a pole, by words, or by metres between points.
Of a report the place is what tells that somebody was faster; who sent it does not matter."""

from collections.abc import Collection, Iterator, Mapping
from math import cos, floor, hypot, radians

from forms.answers import Answers
from forms.japanese import plain
from forms.procedure import Procedure, full_name

METRES = 50  # a point of a telephone between houses is off by as much; two lamp posts of a street stand 30 m apart
_CELL = 0.001  # of a degree: more than METRES at every latitude of Japan, so that a point's neighbours hold all that is near
_METRES_A_DEGREE = 111_320

Place = Mapping[str, str]  # as `forms.fields.location` stores it


def places_in(procedure: Procedure, answers: Answers, names: Collection[str] = ()) -> tuple[Place, ...]:
    """`names`: of these questions only."""
    found = []
    for key, value in answers.items():
        question = procedure.by_name.get(full_name(key))
        if question is not None and question.type.id == "location" and (not names or question.name in names):
            found.append(value)
    return tuple(found)


def place_keys(place: Place, *, around: bool = False) -> set[tuple[str, str]]:
    """(kind, plain) of what is hashed; `around`: also of the cells beside its own, as whoever looks does."""
    found = {(kind, text) for kind, text in (("asset", _asset(place)), ("place", _words(place))) if text}
    if "latitude" in place:
        row, column = (floor(float(place[name]) / _CELL) for name in ("latitude", "longitude"))
        steps = (-1, 0, 1) if around else (0,)
        found |= {("cell", f"{row + down}:{column + right}") for down in steps for right in steps}
    return found


def same_place(one: Place, other: Place) -> str:
    """Why they may be the same, in words; "" where they are not. Two numbers that differ are two poles, however near."""
    if _asset(one) and _asset(other):
        return "同じ番号" if _asset(one) == _asset(other) else ""
    if "latitude" in one and "latitude" in other:
        metres = _between(one, other)
        return f"およそ{max(10, round(metres, -1)):.0f}m" if metres <= METRES else ""
    return "同じ場所のことば" if _words(one) and _words(one) == _words(other) else ""


def reasons(mine: Collection[Place], theirs: Collection[Place]) -> Iterator[str]:
    for one in mine:
        for other in theirs:
            if why := same_place(one, other):
                yield why


def _between(one: Place, other: Place) -> float:
    """Metres, over so short a way on a flat earth."""
    north, east = (float(one[name]) - float(other[name]) for name in ("latitude", "longitude"))
    return hypot(north, east * cos(radians(float(one["latitude"])))) * _METRES_A_DEGREE


def _asset(place: Place) -> str:
    return plain(place.get("asset", "")).upper()


def _words(place: Place) -> str:
    return "".join(plain(place.get("words", "")).split())
