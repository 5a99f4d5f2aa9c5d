"""By pole number, words or distance."""

from collections.abc import Collection, Iterator
from math import cos, floor, hypot, radians

from forms.text.japanese import plain
from portal.services.shared.people_in import Place

METRES = 50  # phone positions between houses are off by as much; street lamps are 30 m apart
_CELL = 0.001  # degrees: more than METRES at every latitude of Japan, so neighbouring cells hold every near point
_METRES_A_DEGREE = 111_320


def place_keys(place: Place, *, around: bool = False) -> set[tuple[str, str]]:
    """(kind, text); `around`: with neighbouring cells."""
    keys = {(kind, text) for kind, text in (("asset", _asset(place)), ("place", _words(place))) if text}
    if "latitude" in place:
        row, column = (floor(float(place[name]) / _CELL) for name in ("latitude", "longitude"))
        steps = (-1, 0, 1) if around else (0,)
        keys |= {("cell", f"{row + down}:{column + right}") for down in steps for right in steps}
    return keys


def same_place(place: Place, other: Place) -> str:
    """In Japanese, "" if different. Different pole numbers are different places, however near."""
    if _asset(place) and _asset(other):
        return "同じ番号" if _asset(place) == _asset(other) else ""
    if "latitude" in place and "latitude" in other:
        metres = _between(place, other)
        return f"およそ{max(10, round(metres, -1)):.0f}m" if metres <= METRES else ""
    return "同じ場所のことば" if _words(place) and _words(place) == _words(other) else ""


def reasons(mine: Collection[Place], theirs: Collection[Place]) -> Iterator[str]:
    for place in mine:
        for other in theirs:
            if why := same_place(place, other):
                yield why


def _between(place: Place, other: Place) -> float:
    # Metres.
    north, east = (float(place[name]) - float(other[name]) for name in ("latitude", "longitude"))
    return hypot(north, east * cos(radians(float(place["latitude"])))) * _METRES_A_DEGREE


def _asset(place: Place) -> str:
    return plain(place.get("asset", "")).upper()


def _words(place: Place) -> str:
    return "".join(plain(place.get("words", "")).split())
