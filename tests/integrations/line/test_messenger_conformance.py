"""Contract of every `Messenger`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from integrations.http import Transport
from integrations.line.fake import FakeMessenger
from integrations.line.messaging_api import LineMessenger
from integrations.line.mock.app import line_pages
from integrations.line.mock.platform import TELEPHONE, Platform
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Messenger, Push
from tests.integrations.identity.world import served
from tests.integrations.mail.servers import odd_server, rubbish, silent

PUSH = Push("0b2f6d3e-0000-4000-8000-000000000001", TELEPHONE, "お知らせがあります。")
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@dataclass
class World:
    messenger: Messenger
    platform: Platform | None
    base: str = ""

    def shown(self) -> list[str]:
        if self.platform is None:
            assert isinstance(self.messenger, FakeMessenger)
            return [push.text for push in self.messenger.sent]
        return [text for _, text in self.platform.shown]


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    client = Transport(timeout=20)
    yield client
    client.close()


@pytest.fixture(scope="module")
def service(transport: Transport) -> Iterator[tuple[Platform, str]]:
    platform = Platform("a-token", "a-secret", "", lambda: NOW, transport)
    app = FastAPI()
    app.include_router(line_pages(platform))
    with served(app) as base:
        yield platform, base


@pytest.fixture(params=["line", "fake"])
def world(request: pytest.FixtureRequest, service: tuple[Platform, str], transport: Transport) -> World:
    if request.param == "fake":
        return World(FakeMessenger(), None)
    platform, base = service
    platform.fault, platform.friend, platform.shown, platform._accepted = 0, True, [], {}
    return World(LineMessenger(transport, base, "a-token"), platform, base)


def failure(messenger: Messenger, push: Push = PUSH) -> tuple[str, bool]:
    with pytest.raises(AdapterError) as failed:
        messenger.push(push)
    assert push.to not in str(failed.value), "an error goes into the log"
    return failed.value.code, failed.value.permanent


def test_a_message_arrives_once_however_often_it_is_tried(world: World) -> None:
    assert world.messenger.ready()
    world.messenger.push(PUSH)
    world.messenger.push(PUSH)
    assert world.shown() == [PUSH.text]


def test_an_account_that_there_is_not_is_refused_for_good(world: World) -> None:
    unknown = Push(PUSH.id, "gone", PUSH.text)
    assert failure(world.messenger, unknown) == ("LINE_REFUSED", True)
    assert world.shown() == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, ("LINE_REFUSED", True)), (401, ("LINE_SIGN_IN", False)), (403, ("LINE_SIGN_IN", False)),
        (429, ("LINE_LATER", False)), (404, ("LINE_UNAVAILABLE", False)), (500, ("LINE_UNAVAILABLE", False)), (302, ("LINE_UNAVAILABLE", False)),
    ],
)  # fmt: skip
def test_what_each_answer_means(
    service: tuple[Platform, str], transport: Transport, status: int, expected: tuple[str, bool]
) -> None:
    platform, base = service
    platform.fault = status
    assert failure(LineMessenger(transport, f"{base}/", "a-token")) == expected
    platform.fault = 0


def test_a_wrong_token_is_reported_and_what_waits_is_kept(service: tuple[Platform, str], transport: Transport) -> None:
    wrong = LineMessenger(transport, service[1], "another")
    assert not wrong.ready()
    assert failure(wrong) == ("LINE_SIGN_IN", False)


@pytest.mark.parametrize("behave", [silent, rubbish])
def test_a_platform_in_trouble_is_tried_again(behave: object) -> None:
    with odd_server(behave) as port:  # type: ignore[arg-type]
        short = Transport(timeout=0.3)
        _, permanent = failure(LineMessenger(short, f"http://127.0.0.1:{port}", "a-token"))
        short.close()
    assert not permanent


def test_a_blocked_account_is_answered_as_any_other_and_shows_nothing(
    service: tuple[Platform, str], transport: Transport
) -> None:
    platform, base = service
    platform.friend, platform.shown = False, []
    LineMessenger(transport, base, "a-token").push(Push("0b2f6d3e-0000-4000-8000-00000000000f", TELEPHONE, "x"))
    assert platform.shown == []


def test_an_answer_uses_its_token_once_and_is_pushed_after_that(
    service: tuple[Platform, str], transport: Transport
) -> None:
    platform, base = service
    platform.friend, platform.shown, platform.choices = True, [], []
    platform.post_message("予約")
    (token,) = platform._tokens
    choices = tuple((f"12月{day}日 09:00", f"time 26 slot {day}") for day in range(1, 16))
    answer = Push("0b2f6d3e-0000-4000-8000-0000000000a1", TELEPHONE, "選んでください。", token, choices)
    messenger = LineMessenger(transport, base, "a-token")
    messenger.push(answer)
    assert (platform.shown[-1], platform._tokens) == (("city", answer.text), set())
    assert platform.choices == list(choices[:13]), "LINE takes thirteen"
    messenger.push(answer)  # the token is used up
    assert platform.shown[-2:] == [("city", answer.text)] * 2
    platform.press(0)
    assert platform.shown[-1] == ("me", choices[0][0])
    platform.fault = 500
    assert failure(messenger, answer) == ("LINE_UNAVAILABLE", False)
    platform.fault = 0
