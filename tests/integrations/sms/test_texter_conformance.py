"""Contract of every sender of short messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI

from integrations.http import Transport
from integrations.sms.fake import FakeTexter
from integrations.sms.mock.app import NOWHERE, UNREGISTERED, Texts, text_pages
from integrations.sms.twilio import Twilio
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Messenger, Push
from tests.integrations.identity.world import served

PUSH = Push("0b2f6d3e-0000-4000-8000-000000000001", "+819000000001", "【見本市】お知らせがあります。")
TEXTS = Texts("ACtest", "a-token")


@dataclass
class World:
    texter: Any
    nowhere: str
    base: str = ""

    def shown(self) -> list[tuple[str, str]]:
        if isinstance(self.texter, FakeTexter):
            return [(push.to, push.text) for push in self.texter.sent]
        return TEXTS.shown

    def break_down(self, status: int) -> None:
        if isinstance(self.texter, FakeTexter):
            self.texter.down = True
        TEXTS.fault = status


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    app = FastAPI()
    app.include_router(text_pages(TEXTS))
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    client = Transport(timeout=20)
    yield client
    client.close()


def twilio(base: str, transport: Transport, token: str = "a-token", sender: str = "+815000000000") -> Twilio:
    return Twilio(transport, base, "ACtest", token, sender)


@pytest.fixture(params=["twilio", "fake"])
def world(request: pytest.FixtureRequest, base: str, transport: Transport) -> World:
    TEXTS.shown, TEXTS.fault = [], 0
    if request.param == "fake":
        return World(FakeTexter(), "+818000000000")
    return World(twilio(base, transport), NOWHERE, base)


def code_of(texter: Messenger, push: Push) -> tuple[str, bool]:
    with pytest.raises(AdapterError) as failed:
        texter.push(push)
    return failed.value.code, failed.value.permanent


def test_a_message_arrives_as_it_was_written(world: World) -> None:
    world.texter.push(PUSH)
    assert (world.shown(), world.texter.ready()) == ([(PUSH.to, PUSH.text)], True)


def test_a_number_that_nobody_has_is_for_its_owner_to_mend(world: World) -> None:
    assert code_of(world.texter, Push(PUSH.id, world.nowhere, "x")) == ("SMS_REFUSED", True)


def test_one_that_is_away_is_tried_again(world: World) -> None:
    world.break_down(503)
    assert code_of(world.texter, PUSH) == ("SMS_UNAVAILABLE", False)


def test_a_wrong_token_a_wrong_sender_and_too_many_wait_and_only_a_text_is_given_up(
    base: str, transport: Transport
) -> None:
    TEXTS.fault = 0
    stranger = twilio(base, transport, token="another")
    assert (code_of(stranger, PUSH), stranger.ready()) == (("SMS_SIGN_IN", False), False)
    for sender in ("", UNREGISTERED):
        assert code_of(twilio(base, transport, sender=sender), PUSH) == ("SMS_CONFIG", False)
    assert code_of(twilio(base, transport), Push(PUSH.id, PUSH.to, "x" * 1601)) == ("SMS_CONFIG", True)
    TEXTS.fault = 429
    assert code_of(twilio(base, transport), PUSH) == ("SMS_LATER", False)
    assert not twilio("http://127.0.0.1:9", transport).ready()


def test_the_demos_telephone_shows_it_and_neither_number_nor_token_is_in_a_log(base: str, transport: Transport) -> None:
    TEXTS.fault = 0
    texter = twilio(base, transport, sender="MG0123")
    texter.push(PUSH)
    assert PUSH.text in transport.get(f"{base}/sms").text
    assert not any(secret in repr((texter, PUSH)) for secret in ("a-token", PUSH.to))
