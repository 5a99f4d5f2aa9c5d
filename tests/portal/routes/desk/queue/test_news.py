"""A page's news over HTTP."""

from contextlib import nullcontext, suppress

import anyio
import pytest

from portal.services.desk.queue.watch_arrivals import Arrivals, Listener
from portal.services.shared.installation import Installation
from portal.web.desk import news_stream
from portal.web.desk.news_stream import STOPPING, NewsStream
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news_stream, "_PAUSE", 0.001)


def test_a_number_is_all_that_is_reported_and_only_to_who_may_see_the_cases(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    page = reviewing.get("/desk")
    since = page.partition('data-news="')[2].partition('"')[0]
    file_application(installation, alice(installation))
    assert reviewing.client.get(f"/desk/news?since={since}").json() == {"new": 1}
    other = at_desk(installation, add_member(installation, "other", ("reviewer", "child-allowance")))
    assert other.client.get(f"/desk/news?since={since}").json() == {"new": 0}
    not_allowed = at_desk(installation, add_member(installation, "nobody"))
    assert [not_allowed.client.get(f"/desk/news{part}?since=0").status_code for part in ("", "/stream")] == [403, 403]
    for wrong in ("", "x", "-1", "１", "9" * 19):
        assert [reviewing.client.get(f"/desk/news{part}?since={wrong}").status_code for part in ("", "/stream")] == [
            400, 400,
        ]  # fmt: skip


def test_when_too_many_listen_the_page_is_sent_to_ask_by_itself(
    reviewing: StaffBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.services.desk.queue.watch_arrivals.MOST", 0)
    response = reviewing.client.get("/desk/news/stream?since=0")
    assert (response.status_code, response.headers["retry-after"]) == (503, "30")


def listening() -> Listener:
    return Listener("token", "place", 0, frozenset({DUTY}), 2)


def streamed(listener: Listener, state: dict[str, object], event: str) -> tuple[str, Arrivals]:
    """Everything sent before the stream ends; `event` happens after the first count."""
    arrivals, sent = Arrivals(), []
    assert arrivals.enter(listener)

    async def send(message: dict[str, object]) -> None:
        sent.append(message.get("body", b""))
        if b"data: 2" in b"".join(sent):  # type: ignore[arg-type]
            if event == "stops":
                state[STOPPING] = True
            elif event == "ends":
                listener.ended = True
            elif event == "more" and listener.count == 2:
                listener.count = 3
            elif event == "hangs up":
                raise OSError
        if b"data: 3" in b"".join(sent):  # type: ignore[arg-type]
            state[STOPPING] = True

    async def receive() -> dict[str, object]:
        await anyio.sleep_forever()
        raise AssertionError

    async def run() -> None:
        with anyio.fail_after(10):
            scope = {"type": "http", "asgi": {"spec_version": "2.4"}}
            await NewsStream(arrivals, listener, state)(scope, receive, send)  # type: ignore[arg-type]

    # Starlette's exception for a closed connection differs by version.
    with suppress(Exception) if event == "hangs up" else nullcontext():
        anyio.run(run)
    return b"".join(sent).decode(), arrivals  # type: ignore[arg-type]


def test_a_stream_shows_each_change_once_and_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for event, last in (("stops", "data: 2\n\n"), ("more", "data: 3\n\n"), ("ends", "event: end\ndata:\n\n"), ("hangs up", "data: 2\n\n")):  # fmt: skip
        listener = listening()
        sent, arrivals = streamed(listener, {}, event)
        assert sent.endswith(last), event
        assert sent.count("data: 2") == 1, event
        assert not arrivals._listeners, event


def test_a_silent_stream_says_that_it_lives_and_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news_stream, "_ALIVE", 0.0)
    monkeypatch.setattr(news_stream, "_LONGEST", 0.1)
    sent, _ = streamed(listening(), {}, "nothing")
    assert sent.endswith(":\n\n")
