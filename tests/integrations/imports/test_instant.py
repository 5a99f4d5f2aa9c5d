"""Arrival times in many formats."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.numbers.calendar import ERAS
from integrations.imports.instant import read_instant
from integrations.sockets.import_socket import Unreadable

TOKYO = timezone(timedelta(hours=9))
REIWA = next(era for era in ERAS if era.letter == "R")
WIDE = str.maketrans("0123456789/:-", "０１２３４５６７８９／：－")
FIRST = datetime(REIWA.start.year, REIWA.start.month, REIWA.start.day, tzinfo=TOKYO)
SECONDS = (datetime(2099, 12, 31, 23, 59, 59, tzinfo=TOKYO) - FIRST) // timedelta(seconds=1)
MOMENTS = st.integers(0, SECONDS).map(lambda seconds: FIRST + timedelta(seconds=seconds))


def ways(at: datetime) -> dict[str, datetime]:
    """Some spellings have no seconds."""
    year, minute = at.year - REIWA.before_first_year, at.replace(second=0)
    clock = f"{at.hour}:{at.minute:02d}"
    exact = [
        f"{at:%Y-%m-%dT%H:%M:%S}", f"{at:%Y-%m-%d %H:%M:%S}", f"{at:%Y%m%d%H%M%S}", f"{at.year}/{at.month}/{at.day} {clock}:{at:%S}",
        f"{at:%Y/%m/%d  %H:%M:%S}", at.isoformat(), f"令和{year}年{at.month}月{at.day}日 {at.hour}時{at.minute}分{at.second}秒",
    ]  # fmt: skip
    short = [
        f"{at.year}/{at.month}/{at.day} {clock}", f"{at.year}-{at.month}-{at.day} {clock}", f"{at:%Y%m%d%H%M}",
        f"R{year}.{at.month}.{at.day} {clock}", f"令和{year}年{at.month}月{at.day}日{at.hour}時{at.minute}分",
        f"{at.year}年{at.month}月{at.day}日 {clock}",
    ]  # fmt: skip
    return dict.fromkeys(exact, at) | dict.fromkeys(short, minute)


@given(MOMENTS)
def test_it_is_read_back_from_each_way_of_writing_it_in_either_width(at: datetime) -> None:
    for written, expected in ways(at).items():
        for text in (written, written.translate(WIDE), f" {written}　"):
            assert read_instant(text) == expected, text


def test_a_zone_that_is_written_counts_and_a_day_alone_is_its_beginning() -> None:
    assert read_instant("2026-11-20T01:05:00Z") == datetime(2026, 11, 20, 10, 5, tzinfo=TOKYO)
    for day in ("2026-11-20", "2026/11/20", "20261120", "令和8年11月20日"):
        assert read_instant(day) == datetime(2026, 11, 20, tzinfo=TOKYO)
    assert read_instant(" ") is None


@pytest.mark.parametrize(
    "text",
    [
        "2026/11/31 10:05", "2026/11/20 24:05", "2026/11/20 10:60", "11/20 10:05", "8/11/20 10:05", "2026/11/2010:05", "10:05", "きのう",
        "2026112010050", "20261120110", "202611201005000", "R0.11.20 10:05", "2026/11/20 10:05 PM", " " * 9 + "9" * 20_000,
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_instant(text)
    assert refused.value.code == "arrived_at"
