"""One request of each address in turn; who opens a page where many wait keeps a place."""

import asyncio
from collections.abc import Coroutine
from contextlib import ExitStack, nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from anyio.to_thread import current_default_thread_limiter

from portal.errors import Busy, Crowded
from portal.routes.families import pages_of
from portal.services.shared.installation import Installation
from portal.web.shared import waiting_line
from portal.web.shared.state import WAITED
from portal.web.shared.waiting_line import MOST_IN_FRONT, WaitingLine, share_threads, turn
from tests.portal.web.asking import request


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def served(line: WaitingLine, *addresses: str) -> str:
    """The order in which requests get their turn, all made while the only place is taken."""
    order: list[str] = []

    async def pass_through(address: str) -> None:
        await line.enter(address)
        order.append(address)
        await settle()
        line.leave()

    async def all_of_them() -> None:
        await line.enter("before")
        tasks = []
        for address in addresses:
            tasks.append(asyncio.create_task(pass_through(address)))
            await settle()
        line.leave()
        await asyncio.gather(*tasks)

    asyncio.run(all_of_them())
    assert not line.full
    return "".join(order)


def test_a_flood_from_one_address_delays_itself() -> None:
    assert served(WaitingLine(1), *"ffffffab") == "fabfffff"


def test_of_one_address_the_first_is_first() -> None:
    line, order = WaitingLine(1), list[int]()

    async def pass_through(number: int) -> None:
        await line.enter("a")
        order.append(number)
        line.leave()

    async def many() -> None:
        await line.enter("before")
        tasks = [asyncio.create_task(pass_through(number)) for number in range(4)]
        await settle()
        line.leave()
        await asyncio.gather(*tasks)

    asyncio.run(many())
    assert order == [0, 1, 2, 3]


def test_no_more_at_once_than_there_are_places() -> None:
    line, at_once, most = WaitingLine(3), 0, 0

    async def pass_through(number: int) -> None:
        nonlocal at_once, most
        await line.enter(str(number % 5))
        at_once, most = at_once + 1, max(most, at_once + 1)
        await asyncio.sleep(0)
        at_once -= 1
        line.leave()

    async def many() -> None:
        await asyncio.gather(*map(pass_through, range(40)))

    asyncio.run(many())
    assert (most, at_once, line.full) == (3, 0, False)


def test_who_gives_up_takes_no_place_with_them() -> None:
    async def story() -> bool:
        line = WaitingLine(1)
        await line.enter("before")
        gone, also_gone, here = (asyncio.create_task(line.enter("a")) for _ in range(3))
        await settle()
        gone.cancel()
        await settle()
        line.leave()  # to `also_gone`, which is cancelled before it runs
        also_gone.cancel()
        await settle()
        assert await asyncio.wait_for(here, 5)
        line.leave()
        return line.full

    assert asyncio.run(story()) is False


def test_the_place_counts_of_each_address_no_more_than_come_before() -> None:
    async def places() -> list[int]:
        line = WaitingLine(1)
        await line.enter("before")
        tasks = [asyncio.create_task(line.enter(address)) for address in "ffffffab"]
        await settle()
        line.ask("f", 1030)
        line.ask("c", 1020)
        places_in_line = [line.in_front("new", 1000), line.in_front("f", 1000), line.in_front("c", 1000, until=1020)]
        line.arrive("c", 1020)
        places_in_line += [line.in_front("new", 1000), line.in_front("new", 1100)]
        for task in tasks:
            task.cancel()
        return places_in_line

    # f, a, b and both that come again; all of f, a and b, and those again; f, a, b. One has come; the other has not, for long.
    assert asyncio.run(places()) == [5, 10, 3, 4, 3]


def at_the_door(installation: Installation, line: WaitingLine, *, returns: bool = False, **more: Any) -> Crowded | None:
    """What the newcomer meets who asks for a page while the line is as long as it may be."""
    asked = request(installation, **{"headers": {"accept": "text/html"}, **more})
    asked.app.state.waiting_line, asked.app.state.city_line, asked.app.state.other_cities = line, None, []

    async def door() -> None:
        async with turn(asked, returns=returns):
            pass

    async def crowd() -> Crowded | None:
        await line.enter("before")
        crowd = [asyncio.create_task(line.enter(f"198.51.100.{number}")) for number in range(MOST_IN_FRONT)]
        await settle()
        visit = asyncio.create_task(door())
        await settle()
        while line.full:
            line.leave()
            await settle()
        try:
            await visit
        except Crowded as crowded:
            return crowded
        finally:
            await asyncio.gather(*crowd)
        return None

    return run(crowd())


def run(story: Coroutine[Any, Any, Crowded | None]) -> Crowded | None:
    return asyncio.run(story)


def test_who_opens_a_page_is_asked_to_come_again_and_then_waits_in_line(installation: Installation) -> None:
    line, now = WaitingLine(1), int(installation.clock.now().timestamp())
    first = at_the_door(installation, line)
    assert first is not None
    assert (first.people, first.seconds, first.at) == (MOST_IN_FRONT, 5, now + 5)

    second = at_the_door(installation, line)
    assert second is not None
    assert second.people == MOST_IN_FRONT + 1  # the first one comes again before

    early = at_the_door(installation, line, cookies={WAITED: str(now + 3)})
    assert early is not None
    assert (early.seconds, early.at) == (3, now + 3)  # nothing is lost by asking too early

    for waited in (now, now - 500):
        assert at_the_door(installation, line, cookies={WAITED: str(waited)}) is None
    for forged in (now + 10_000, now - 10_000, "x", "9" * 30):
        assert at_the_door(installation, line, cookies={WAITED: str(forged)}) is not None


def test_what_is_posted_or_fetched_by_a_script_waits_in_line(installation: Installation) -> None:
    assert at_the_door(installation, WaitingLine(1), body=[b"x"]) is None
    assert at_the_door(installation, WaitingLine(1), headers={"sec-fetch-dest": "empty"}) is None


def test_who_comes_back_from_another_service_waits_in_line(installation: Installation) -> None:
    assert at_the_door(installation, WaitingLine(1), returns=True) is None
    back = {page.path for page in pages_of("single").pages if page.returns}
    assert back == {
        "/sign-in/callback",
        "/sign-in/company/callback",
        "/sign-in/line/callback",
        "/applications/line/callback",
        "/signatures/callback",
        "/payments/{number}/back",
        "/debits/{number}/back",
    }


def test_a_host_with_many_addresses_waits_as_one(installation: Installation) -> None:
    async def story() -> list[str]:
        line = WaitingLine(1)
        await line.enter("before")
        visits = []
        for number in range(3):
            asked = request(installation)
            asked.scope["client"] = (f"2001:db8::{number}", 1)
            asked.app.state.waiting_line, asked.app.state.city_line, asked.app.state.other_cities = line, None, []
            visits.append(asyncio.create_task(turn(asked).__aenter__()))
        await settle()
        places = [*line._waiting]
        for visit in visits:
            visit.cancel()
        return places

    assert asyncio.run(story()) == ["2001:db8::"]


@pytest.mark.parametrize(
    ("own", "others", "refused"),
    [
        (57, (500, 300), False),  # 700 // (4 * 3) is 58
        (58, (500, 300), True),
        (598, (51, 50), False),
        (599, (51, 50), True),
        (600, (0, 0), True),
    ],
)
def test_a_city_whose_line_is_full_for_a_moment_is_served_while_those_of_others_hang(
    installation: Installation, own: int, others: tuple[int, int], refused: bool
) -> None:
    asked, line, none = request(installation), SimpleNamespace(full=True, length=own), SimpleNamespace(length=0)
    asked.app.state.waiting_line, asked.app.state.city_line = none, line
    asked.app.state.other_cities = [
        SimpleNamespace(waiting_line=none, city_line=SimpleNamespace(length=length)) for length in others
    ]
    with pytest.raises(Busy) if refused else nullcontext():
        waiting_line._demand_room(asked, line)  # type: ignore[arg-type]


def test_requests_that_last_get_threads_of_their_own_up_to_a_bound(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_line, "LASTING", 0.0)
    monkeypatch.setattr(waiting_line, "MOST_LENT", 3)
    threads = installation.settings.threads

    async def story() -> tuple[float, float]:
        share_threads(threads)
        asked = request(installation)
        asked.app.state.city_line = WaitingLine(1)
        with ExitStack() as lasting:
            for _ in range(5):
                lasting.enter_context(waiting_line._sharing_threads(asked))
            await asyncio.sleep(0.05)
            most = current_default_thread_limiter().total_tokens
        return most, current_default_thread_limiter().total_tokens

    assert asyncio.run(story()) == (threads + 3, threads)


def test_no_flood_of_askers_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_line, "_MOST_ASKED", 3)
    line = WaitingLine(1)
    for number in range(10):
        line.ask(str(number), 1005)
    assert line.in_front("new", 1000) == 3
    for at in range(2000, 1000, -1):
        line.ask("0", at)
    assert line.in_front("0", 1000) == 100 + 2
    assert line.in_front("0", 1000, until=1950) == 49 + 2


def test_a_flood_of_askers_is_searched_for_the_past_once_a_second() -> None:
    line = WaitingLine(1)
    line.ask("a", 1005)
    assert line.in_front("new", 1000) == 1
    kept = line._asked
    assert line.in_front("new", 1000) == 1
    assert line._asked is kept
    assert line.in_front("new", 1020) == 0
    assert not line._asked
