"""Only signed LINE events are accepted."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.http import Reply, Transport
from integrations.line.mock.platform import Platform
from integrations.line.webhook import genuine, read_events, sign

BODY = json.dumps({"destination": "U1", "events": []}).encode()


def test_the_signature_is_over_every_byte() -> None:
    signature = sign("secret", BODY)
    # HMAC-SHA256 in base64, computed with openssl as the documentation describes.
    assert sign("secret", b"{}") == "dzJZAsrKgS3CWXM6rNBGtzgXNyx3e42VtAJkdHRRbhM="
    assert genuine("secret", BODY, signature)
    for body, given_signature in (
        (BODY + b" ", signature), (BODY, ""), (BODY, signature[:-4]), (BODY, signature.lower()), (BODY, "署名"),
        (BODY, sign("other", BODY)), (b"", signature),
    ):  # fmt: skip
        assert not genuine("secret", body, given_signature)


def test_without_a_secret_nothing_is_genuine() -> None:
    assert not genuine("", BODY, sign("", BODY))


def event(**changes: object) -> dict[str, object]:
    body = {
        "type": "message", "webhookEventId": "e1", "timestamp": 1, "source": {"type": "user", "userId": "U1"},
        "message": {"type": "text", "text": "1234"},
    }  # fmt: skip
    return body | changes


def events_of(*events: object) -> list[tuple[str, str, str]] | None:
    read = read_events(json.dumps({"events": events}).encode())
    return None if read is None else [(message.kind, message.account, message.text) for message in read]


def test_what_we_know_is_read_and_all_else_is_passed_over() -> None:
    assert events_of(event(), event(type="follow"), event(type="unfollow")) == [
        ("message", "U1", "1234"), ("follow", "U1", ""), ("unfollow", "U1", ""),
    ]  # fmt: skip
    others: tuple[object, ...] = (
        event(type="join"), event(source={"type": "group", "groupId": "C1"}), event(source=None), event(timestamp="1"),
        event(message={"type": "sticker"}), event(webhookEventId=None), 7, None, [], event(timestamp=-1),
    )  # fmt: skip
    assert events_of(*others) == []


def test_what_another_channel_answers_is_passed_over_but_not_who_comes_and_goes() -> None:
    press = event(type="postback", postback={"data": "time 1 q s"})
    assert events_of(event(mode="active"), press | {"mode": "active"}) == [
        ("message", "U1", "1234"), ("postback", "U1", "time 1 q s"),
    ]  # fmt: skip
    assert events_of(event(mode="standby"), press | {"mode": "standby"}) == []
    assert events_of(event(type="follow", mode="standby"), event(type="unfollow", mode="standby")) == [
        ("follow", "U1", ""), ("unfollow", "U1", ""),
    ]  # fmt: skip


def test_the_telephone_of_the_demo_can_be_answered_by_another_channel() -> None:
    posted: list[bytes] = []

    class Line(Transport):
        def post_json(self, url: str, body: str, headers: Mapping[str, str] | None = None) -> Reply:
            assert (url, genuine("s", body.encode(), (headers or {})["X-Line-Signature"])) == (platform.webhook, True)
            posted.append(body.encode())
            return Reply(200, {}, b"")

    platform = Platform("t", "s", "http://portal/line/webhook", lambda: datetime(2026, 11, 20, tzinfo=UTC), Line())
    for standby in (False, True):
        platform.standby = standby
        platform.post_message("予約")
    platform.block()
    kinds = [[event.kind for event in read_events(body) or ()] for body in posted]
    assert kinds == [["message"], [], ["unfollow"]]


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"events": 7}', b"\xff", b"[" * 100_000])
def test_what_is_no_webhook_is_none(body: bytes) -> None:
    assert read_events(body) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "source", "userId"]), inner),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.sampled_from(list(event())), JSON), max_size=3))
def test_nothing_that_is_signed_breaks_the_reader(events: list[dict[str, object]]) -> None:
    read_events(json.dumps({"events": events}).encode())


def test_a_press_and_the_token_of_an_answer_are_read() -> None:
    press = event(type="postback", postback={"data": "time x"}, replyToken="t", message=None)
    odd = event(type="postback", postback={"data": 7}, replyToken="t" * 501)
    other = event(type="postback", postback="time")
    read = read_events(json.dumps({"events": [press, odd, other]}).encode()) or ()
    assert [(each.kind, each.text, each.reply) for each in read] == [("postback", "time x", "t"), ("postback", "", "")]
