"""Residents' requests that wait for a thread."""

# One of each address in turn, so that a flood from one delays itself (D275).
#
# Where many wait, a page is asked to come again, with its place; what is posted is not, and what scripts fetch only where
# too much of one address waits.

import asyncio
from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from math import inf

from anyio.to_thread import current_default_thread_limiter
from fastapi import Request
from starlette.requests import ClientDisconnect

from portal.errors import Busy, Crowded
from portal.services.shared.throttle import network
from portal.web.shared.state import WAITED, installation_of, is_page, place_of, read_cookie

FOR_OTHERS = 2  # threads that serve no resident
MOST_IN_FRONT = 60
MOST_OF_ONE = 200  # waiting requests of an address: uvicorn refuses everybody from 1,000 connections on
# Waiting requests of a city, and of all: others are still served. Above that of all a city has a share (all together a quarter).
MOST_OF_CITY, MOST_OF_ALL = 600, 700
LASTING = 2.0  # seconds after which a request no longer counts among the threads that all cities share
MOST_LENT = 256  # such requests at once: bounds the threads of a process
_PACE = 20  # requests a second, fewer than a slow machine answers
_SOONEST, _LATEST = 5, 60  # seconds after which a page comes again
_COMES = 15  # seconds for which a page that was asked to come again counts after its time
_LASTS = 600  # seconds during which a browser that has waited is not asked again
_MOST_ASKED, _MOST_TIMES = 1000, 100  # addresses, and times of each: bound the memory and the search under a flood


class WaitingLine:
    """Without lock: one event loop uses it. `places`: requests at once."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        self._asked: dict[str, list[int]] = {}  # seconds (epoch) at which they come again, in order
        self._pruned = 0  # at this second

    @property
    def full(self) -> bool:
        return self._free == 0

    @property
    def length(self) -> int:
        return sum(map(len, self._waiting.values()))

    def waiting(self, address: str) -> int:
        return len(self._waiting.get(address, ()))

    async def enter(self, address: str) -> bool:
        """Whether it had to wait."""
        if self._free:
            self._free -= 1
            return False
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(address, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self.leave()
            raise
        return True

    def leave(self) -> None:
        while self._waiting:
            address = next(iter(self._waiting))
            turns = self._waiting.pop(address)
            turn = turns.popleft()
            if turns:
                self._waiting[address] = turns  # behind the other addresses
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def in_front(self, address: str, now: int, until: float = inf) -> int:
        """Requests that come before a new one of this address: those in line, and those asked to come again `until` then."""
        if now != self._pruned:
            self._pruned = now
            kept = {place: times[bisect_right(times, now - _COMES) :] for place, times in self._asked.items()}
            self._asked = {place: times for place, times in kept.items() if times}
        asked = {place: bisect_left(times, until) for place, times in self._asked.items()}
        waiting = {place: len(turns) for place, turns in self._waiting.items()}
        return _before(address, waiting) + _before(address, asked)

    def ask(self, address: str, at: int) -> None:
        if address in self._asked or len(self._asked) < _MOST_ASKED:
            times = self._asked.setdefault(address, [])
            if len(times) < _MOST_TIMES:
                insort(times, at)

    def arrive(self, address: str, at: int) -> None:
        """Does nothing if another process asked the browser."""
        if at in self._asked.get(address, ()):
            self._asked[address].remove(at)


def _before(address: str, counts: Mapping[str, int]) -> int:
    mine = counts.get(address, 0) + 1
    return sum(min(count, mine) for count in counts.values())


@asynccontextmanager
async def turn(request: Request, *, returns: bool = False) -> AsyncIterator[None]:
    """Raises Crowded, and ClientDisconnect: no page is built for a client that has disconnected."""
    line: WaitingLine = request.app.state.waiting_line
    address = _in_line(request, line)
    if line.full and request.method == "GET" and not returns:
        _ask_to_wait(request, line, address)
    _demand_room(request, line)
    waited = await line.enter(address)
    try:
        if waited and request.method == "GET" and await request.is_disconnected():
            raise ClientDisconnect
        with _sharing_threads(request):
            yield
    finally:
        line.leave()


@asynccontextmanager
async def turn_of_city(request: Request) -> AsyncIterator[None]:
    # Of staff, machines and the halls: where a city's database does not answer, each of its requests holds a thread. Raises Busy.
    line: WaitingLine | None = request.app.state.city_line
    if line is None:
        yield
        return
    address = _in_line(request, line)
    if line.waiting(address) >= MOST_OF_ONE:
        raise Busy("city")
    _demand_room(request, line)
    await line.enter(address)
    try:
        with _sharing_threads(request):
            yield
    finally:
        line.leave()


def _demand_room(request: Request, line: WaitingLine) -> None:
    # Raises Busy. The server takes only so many connections, of all cities.
    if not line.full or not (others := request.app.state.other_cities):
        return
    own, *rest = (city.waiting_line.length + city.city_line.length for city in (request.app.state, *others))
    share = MOST_OF_ALL // (4 * (1 + len(rest)))
    if own >= MOST_OF_CITY or (own + sum(rest) >= MOST_OF_ALL and own >= share):
        raise Busy("city")


def share_threads(threads: int) -> None:
    # For plain routes; more than database connections would only wait.
    current_default_thread_limiter().total_tokens = threads


@contextmanager
def _sharing_threads(request: Request) -> Iterator[None]:
    # All cities share the threads. Where the databases of several hang at once, each of their requests (as many as their lines
    # let in) gets a thread of its own, and the others keep theirs.
    if request.app.state.city_line is None:
        yield
        return
    threads, lent = current_default_thread_limiter(), 0
    most = installation_of(request).settings.threads + MOST_LENT

    def lend() -> None:
        nonlocal lent
        lent = int(threads.total_tokens < most)
        threads.total_tokens += lent

    timer = asyncio.get_running_loop().call_later(LASTING, lend)
    try:
        yield
    finally:
        timer.cancel()
        threads.total_tokens -= lent


def _in_line(request: Request, line: WaitingLine) -> str:
    # Only who waits is distinguished.
    return network(place_of(request)) if line.full else ""


def _ask_to_wait(request: Request, line: WaitingLine, address: str) -> None:
    # Not signed: a forged time only enters the queue of its own address.
    now, page = int(installation_of(request).clock.now().timestamp()), is_page(request)
    cookie = read_cookie(request, WAITED)
    at = int(cookie) if cookie.isdecimal() and len(cookie) < 12 else 0
    if page and now < at <= now + _LATEST:  # too early keeps the place
        raise Crowded(line.in_front(address, now, at), at - now, at)
    if has_waited := page and now - _LASTS < at <= now:
        line.arrive(address, at)
    in_front = line.in_front(address, now) if page else 0
    if line.waiting(address) >= MOST_OF_ONE or (in_front >= MOST_IN_FRONT and not has_waited):
        seconds = min(max(in_front // _PACE, _SOONEST), _LATEST)
        if page:
            line.ask(address, now + seconds)
        raise Crowded(in_front, seconds, now + seconds)
