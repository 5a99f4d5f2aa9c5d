"""More requests than threads: residents wait in line or come again, and none is locked out. The threads are taken by the test."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.types import Message

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.web.shared.router import LaterPage, Pages
from portal.web.shared.waiting_line import MOST_IN_FRONT, MOST_OF_ONE
from tests.portal.web.asking import FORM, token

ATTACKER, RESIDENT = "198.51.100.9", "192.0.2.1"
SCRIPT = {"sec-fetch-dest": "empty"}


@dataclass
class Client:
    """`answered`: addresses in the order of their responses."""

    app: FastAPI
    answered: list[str] = field(default_factory=list)

    async def ask(
        self, path: str, address: str = RESIDENT, *, headers: Mapping[str, str] = {}, form: bytes = b"", left: bool = False,
    ) -> "Answer | None":  # fmt: skip
        messages: list[Message] = []
        coming: list[Message] = [{"type": "http.request", "body": form, "more_body": False}]

        async def receive() -> Message:
            if coming:
                return coming.pop()
            if not left:
                await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            messages.append(message)

        if left:
            coming.clear()
        scope: dict[str, Any] = {
            "type": "http", "http_version": "1.1", "method": "POST" if form else "GET", "path": path, "raw_path": path.encode(),
            "query_string": b"", "scheme": "http", "server": ("127.0.0.1", 8000), "client": (address, 1), "state": {},
            "headers": [(name.encode(), value.encode()) for name, value in {"host": "city.example", "accept": "text/html", **headers}.items()],
        }  # fmt: skip
        await self.app(scope, receive, send)
        self.answered.append(address)
        return Answer(messages) if messages else None


class Answer:
    def __init__(self, messages: list[Message]) -> None:
        self.status = messages[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
        self.body = b"".join(message.get("body", b"") for message in messages).decode()


Story = Callable[[Client], Awaitable[None]]


@pytest.fixture
def play(installation: Installation) -> Callable[[Story], None]:
    def play(story: Story) -> None:
        app = make_app(installation, with_worker=False)
        for page in next(route for route in app.routes if isinstance(route, Pages)).pages:
            if isinstance(page, LaterPage):
                page.declared()  # who first asks for it waits for its import, not for a thread
        asyncio.run(story(Client(app)))  # type: ignore[arg-type]

    return play


class Taken:
    """All threads of residents, until the end of the block."""

    def __init__(self, client: Client) -> None:
        self._line = client.app.state.waiting_line
        self.count = 0

    async def __aenter__(self) -> "Taken":
        while not self._line.full:
            await self._line.enter("threads")
            self.count += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        for _taken in range(self.count):
            self._line.leave()


async def waiting(client: Client, count: int) -> None:
    line = client.app.state.waiting_line
    for _ in range(10_000):
        if sum(map(len, line._waiting.values())) >= count:
            return
        await asyncio.sleep(0)
    raise AssertionError("they do not wait")


def many(ask: Callable[[int], Any], numbers: Iterable[int]) -> list[asyncio.Task[Answer | None]]:
    return [asyncio.create_task(ask(number)) for number in numbers]


def test_where_many_wait_a_page_says_how_many_and_comes_again_by_itself(play: Callable[[Story], None]) -> None:
    async def story(client: Client) -> None:
        async with Taken(client):
            crowd = many(lambda number: client.ask("/help", f"203.0.113.{number}"), range(MOST_IN_FRONT))
            await waiting(client, MOST_IN_FRONT)
            page = await client.ask("/guides")
            assert page is not None
            assert (page.status, page.headers["refresh"], page.headers["retry-after"]) == (503, "5", "5")
            assert page.headers["connection"] == "close"  # the next one waits without a connection
            assert page.headers["cache-control"] == "no-store"
            assert f"前に{MOST_IN_FRONT}人ほど待っています。" in page.body
            assert "送った内容も残っています" in page.body
            waited = re.match("kakanai_waited=[0-9]+", page.headers["set-cookie"])
            assert waited, page.headers["set-cookie"]
        assert {answer.status for answer in await asyncio.gather(*crowd) if answer} == {200}
        page = await client.ask("/guides", headers={"cookie": waited[0]})
        assert page is not None
        assert page.status == 200

    play(story)


def test_what_is_posted_is_never_refused_for_want_of_room(play: Callable[[Story], None]) -> None:
    headers = {"content-type": FORM, "cookie": "kakanai_browser=theirs"}

    async def story(client: Client) -> None:
        form = f"csrf_token={token(client.app.state.installation, browser='theirs')}".encode()
        async with Taken(client):
            flood = many(lambda _: client.ask("/help", ATTACKER, headers=SCRIPT), range(MOST_OF_ONE))
            await waiting(client, MOST_OF_ONE)
            posts = many(lambda _: client.ask("/sign-out", ATTACKER, headers=headers, form=form), range(100))
            await waiting(client, MOST_OF_ONE + 100)
        answers = await asyncio.gather(*posts)
        assert {answer.status for answer in answers if answer} == {303}
        await asyncio.gather(*flood)

    play(story)


def test_a_flood_from_one_address_locks_nobody_out(play: Callable[[Story], None]) -> None:
    async def story(client: Client) -> None:
        async with Taken(client):
            flood = many(lambda _: client.ask("/help", ATTACKER, headers=SCRIPT), range(MOST_OF_ONE))
            await waiting(client, MOST_OF_ONE)
            refused = many(lambda _: client.ask("/help", ATTACKER), range(50))
            assert {answer.status for answer in await asyncio.gather(*refused) if answer} == {503}
            visits = many(lambda number: client.ask("/help", f"192.0.2.{number}"), range(3))
            await waiting(client, MOST_OF_ONE + 3)  # not one is asked to come again
        answers = await asyncio.gather(*visits)
        assert {answer.status for answer in answers if answer} == {200}
        assert sum(address == ATTACKER for address in client.answered[50:]) < 50
        await asyncio.gather(*flood)

    play(story)


def test_of_one_address_only_so_much_waits_that_others_are_let_in(play: Callable[[Story], None]) -> None:
    """uvicorn refuses everybody from 1,000 connections on."""

    async def story(client: Client) -> None:
        async with Taken(client):
            flood = many(lambda _: client.ask("/help", ATTACKER, headers=SCRIPT), range(1000))
            await waiting(client, MOST_OF_ONE)
            back = many(lambda _: client.ask("/sign-in/line/callback", ATTACKER), range(1))  # its code would lapse
            others = many(lambda number: client.ask("/help", f"192.0.2.{number}", headers=SCRIPT), range(3))
            await waiting(client, MOST_OF_ONE + 4)
            assert len(client.answered) == 1000 - MOST_OF_ONE
        refused = [answer for answer in await asyncio.gather(*flood) if answer and answer.status == 503]
        assert len(refused) == 1000 - MOST_OF_ONE
        assert (refused[0].headers["retry-after"], refused[0].body) == ("5", "今、混み合っています")
        assert 503 not in {answer.status for answer in await asyncio.gather(*back, *others) if answer}

    play(story)


def test_pages_of_the_crowd_take_no_thread_of_staff(play: Callable[[Story], None]) -> None:
    async def story(client: Client) -> None:
        async with Taken(client):
            crowd = many(lambda number: client.ask("/help", f"203.0.113.{number}"), range(MOST_IN_FRONT))
            await waiting(client, MOST_IN_FRONT)
            threads = current_default_thread_limiter()
            threads.total_tokens = 1
            async with threads:
                asked = many(lambda number: client.ask("/guides", f"192.0.2.{number}"), range(100))
                pages = [page for page in await asyncio.wait_for(asyncio.gather(*asked), 60) if page]
        assert {page.status for page in pages} == {503}
        assert all("refresh" in page.headers and "set-cookie" in page.headers for page in pages)
        # Few are drawn at once; the rest are a line of text.
        assert sum("人ほど待っています" in page.body for page in pages) == 20
        await asyncio.gather(*crowd)

    play(story)


def test_staff_and_what_watches_the_service_do_not_wait_for_residents(play: Callable[[Story], None]) -> None:
    async def story(client: Client) -> None:
        style = client.app.state.static.address("resident.css")
        async with Taken(client) as taken:
            assert taken.count < client.app.state.installation.settings.threads
            flood = many(lambda number: client.ask("/help", f"203.0.113.{number}"), range(MOST_IN_FRONT))
            await waiting(client, MOST_IN_FRONT)
            for path in ("/staff/sign-in", "/healthz", style):
                answer = await client.ask(path)
                assert answer is not None
                assert answer.status == 200, path
        await asyncio.gather(*flood)

    play(story)


def test_nothing_is_made_for_who_has_left(play: Callable[[Story], None]) -> None:
    async def story(client: Client) -> None:
        async with Taken(client):
            gone = asyncio.create_task(client.ask("/help", left=True))
            await waiting(client, 1)
        assert await gone is None
        assert not client.app.state.waiting_line.full

    play(story)
