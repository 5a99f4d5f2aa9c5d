"""A story over HTTP: times are drawn, a winner books, another does not, the next in line gets it, and what is free opens to all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import copy

import pytest

from portal.jobs.bookings.keep_drawings import keep_drawings
from tests.databases import Makers
from tests.definitions.filing import Filing
from tests.definitions.house import House, on, running_house
from tests.definitions.shelf import SMALLEST
from tests.journeys.visitor import Visitor

DRAWN, BOOKING = "drawing-slots", "slot-won"
DESK = f"/desk/drawings/{DRAWN}?closes=2026-11-30"
CALENDAR = "/availability/hall?month=2027-01"
NAMES = ("青木　一", "井上　二", "上田　三")
NOON, NIGHT = "hall-20270116-1300", "hall-20270116-1800"
NEXT_DAY, TOO_LATE, ALL = "2026-12-01T09:00:00+09:00", "2026-12-09T00:10:00+09:00", "2026-12-20T09:00:00+09:00"


@pytest.fixture
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("times")
    for name in (DRAWN, BOOKING):
        copy(SMALLEST / f"{name}.yaml", folder)
    with running_house(folder, makers["sqlite"].migrated(), tmp_path_factory.mktemp("house")) as house:
        keep_drawings(house.installation)
        yield house


@contextmanager
def person(house: House, name: str) -> Iterator[Visitor]:
    with house.resident(name, name) as visitor:
        yield visitor


def apply(house: House, name: str, time: str) -> str:
    procedure = house.installation.catalogue.current(DRAWN)
    scenario = dict(procedure.scenarios[0])
    starts = f"2027-01-16T{time[-4:-2]}:00"
    wanted = scenario["answers"]["hall_slot"] | {
        "id": time,
        "starts": starts,
        "ends": f"2027-01-16T{int(time[-4:-2]) + 4}:00",
    }
    scenario["answers"] = {"hall_slot": wanted}
    with person(house, name) as visitor:
        Filing(visitor, procedure, scenario).until_check()
        visitor.press("申請する")
        visitor.go("/applications")
        address = re.search(r"/applications/(\d\d-\d{3}-\d{3}-\d{3})", visitor.text)
    assert address is not None, visitor.text
    return address[1]


def draw(house: House, count: int) -> list[str]:
    """Receipt numbers in the order of the desk's page."""
    with house.member(house.reviewer) as reviewer:
        reviewer.go(f"{DESK}&draw=1")
        reviewer.press(f"{count}件で抽選する")
        return desk(house)


def desk(house: House) -> list[str]:
    return re.findall(r'class="number" href="/desk/([\d-]+)"', desk_page(house))


def desk_page(house: House) -> str:
    with house.member(house.reviewer) as reviewer:
        reviewer.go(DESK)
        return reviewer.text


def line(house: House, number: str) -> str:
    """What the desk reads beside a receipt number."""
    entry = re.search(rf"{number}</a>(.*?)</tr>", desk_page(house))
    assert entry is not None
    return re.sub(r"<[^>]+>|\s", "", entry[1])


def cells(house: House) -> list[str]:
    """Of 16 January, as a stranger reads them."""
    with house.visitor() as stranger:
        stranger.go(CALENDAR)
        row = re.search(r"16日（土）</th>(.*?)</tr>", stranger.text, re.S)
    assert row is not None, stranger.text
    return [re.sub(r"<[^>]+>|\s", "", cell) for cell in re.findall(r"<td>(.*?)</td>", row[1], re.S)]


def page(house: House, name: str, address: str) -> str:
    with person(house, name) as visitor:
        visitor.go(address)
        assert visitor.seen.status_code == 200
        return visitor.text


def book(house: House, name: str, number: str) -> None:
    """By the link of my page: the time is chosen already."""
    with person(house, name) as visitor:
        visitor.go("/applications")
        link = re.search(rf'href="(/apply/{BOOKING}\?won={number})"', visitor.text)
        assert link is not None, visitor.text
        visitor.go(link[1])
        assert re.search(rf'value="{NOON}" checked', visitor.text), visitor.text
        visitor.press("次へ進む")
        visitor.press("申請する")
        assert visitor.seen.status_code == 200


def test_a_winner_books_and_what_is_not_booked_goes_to_the_next_and_then_to_all(house: House) -> None:
    people = {apply(house, name, NOON): name for name in NAMES}
    alone = apply(house, "江口　四", NIGHT)
    with house.visitor() as stranger:
        stranger.go(CALENDAR)
        assert "1月5日（火）から1月31日（日）までの時間は、抽選で決めます" in stranger.text
        assert "11月30日（月）まで申し込めます" in stranger.text
    assert cells(house) == ["抽選中"] * 3

    with on(house, NEXT_DAY) as late:
        with late.visitor() as stranger:
            stranger.go(CALENDAR)
            assert "これから抽選します" in stranger.text
        order = [number for number in draw(late, 4) if number in people]
        first, second, third = order
        assert cells(late) == ["抽選ずみ", "×空いていません", "×空いていません"], "two times have winners"
        mine = page(late, people[first], "/applications")
        assert "当選しました：令和9年（2027年）1月16日（土）" in mine
        assert "12月8日までに予約してください。" in mine
        own = page(late, people[first], f"/applications/{first}")
        assert own.count("までに予約してください。") == 1, "once, with the way to book"
        assert "補欠の1番です。" in page(late, people[second], f"/applications/{second}")
        assert "空いている時間は、12月8日（火）を過ぎると、だれでも予約できます。" in page(
            late, people[third], f"/applications/{third}"
        )
        stop = page(late, people[first], f"/applications/{first}/stop")
        assert "当選や補欠の順番は、なくなります。" in stop
        assert "いまは受け付けていないので、送りなおすこともできません。" in stop, "the window of November is over"
        assert f"?won={first}" not in page(late, people[second], "/applications")
        with person(late, people[second]) as thief:
            thief.go(f"/apply/{BOOKING}?won={first}")
            assert f'value="{NOON}"' not in thief.text, "a link of somebody else opens nothing"
        assert line(late, first).startswith("当選令和8年（2026年）12月8日（火）までに予約")

    with on(house, TOO_LATE) as late:
        assert "期日を過ぎました" in line(late, first)
        assert "当選はなくなりました" in page(late, people[first], f"/applications/{first}")
        assert keep_drawings(late.installation) == 2
        assert "補欠から繰り上がり、当選しました。" in page(late, people[second], f"/applications/{second}")
        assert "当選はなくなりました" in page(late, people[first], f"/applications/{first}")
        book(late, people[second], second)
        assert "この時間は、予約ずみです。" in page(late, people[second], f"/applications/{second}")
        assert "予約ずみ" in line(late, second)
        assert line(late, first).startswith("期日までに予約なし"), "it was neither withdrawn nor declined"
        assert f"?won={second}" not in page(late, people[second], "/applications"), "once"
        assert "予約ずみ" not in line(late, alone)
        assert cells(late) == ["○空いています", "×空いていません", "○空いています"], "open to all"

    with on(house, ALL) as late, person(late, "小野　五") as other:
        other.go(f"/apply/{BOOKING}")
        assert f'value="{NIGHT}"' in other.text
        assert f'value="{NOON}"' not in other.text
