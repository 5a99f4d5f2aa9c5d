"""Reports about one thing match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services.residents.same_place import METRES, place_keys, same_place

SCHOOL = {"words": "見本小学校の前", "latitude": "35.123456", "longitude": "139.654321"}


def beside(north: float, east: float, **more: str) -> dict[str, str]:
    """Metres from the school."""
    latitude, longitude = 35.123456 + north / 111_320, 139.654321 + east / (111_320 * 0.8179)
    return {"words": "ここ", "latitude": f"{latitude:.6f}", "longitude": f"{longitude:.6f}", **more}


@pytest.mark.parametrize(
    ("first", "other", "why"),
    [
        ({"asset": "M-0123"}, {"asset": "m-0123", "words": "橋の上"}, "同じ番号"),
        ({"asset": "M-0123"}, {"asset": "M-0124"}, ""),
        (SCHOOL | {"asset": "M-0123"}, SCHOOL | {"asset": "M-0124"}, ""),
        (SCHOOL, beside(20, 20), "およそ30m"), (SCHOOL, beside(0, 2), "およそ10m"), (SCHOOL, beside(45, 45), ""),
        (SCHOOL | {"asset": "M-0123"}, beside(10, 0), "およそ10m"),
        ({"words": "見本橋 の上"}, {"words": "見本橋の上"}, "同じ場所のことば"), ({"words": "見本橋"}, {"words": "港橋"}, ""),
        ({"words": "見本橋"}, {"asset": "M-0123"}, ""), (SCHOOL, {"words": "見本小学校の前"}, "同じ場所のことば"),
    ],
)  # fmt: skip
def test_what_may_be_the_same_place(first: dict[str, str], other: dict[str, str], why: str) -> None:
    assert same_place(first, other) == same_place(other, first) == why


@given(st.floats(24, 45.5), st.floats(123, 154), st.floats(-METRES, METRES), st.floats(-METRES, METRES))
def test_whatever_is_near_is_found_by_the_cells_around(south: float, west: float, north: float, east: float) -> None:
    """Anywhere in Japan, across the edges of cells."""
    origin = {"latitude": f"{south:.6f}", "longitude": f"{west:.6f}"}
    place = {"latitude": f"{south + north / 111_320:.6f}", "longitude": f"{west + east / 111_320:.6f}"}
    if same_place(origin, place):
        assert place_keys(origin, around=True) & place_keys(place)
