"""Messages to browsers by the push services of their makers."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Push
from integrations.web_push.push_service import WebPush
from integrations.web_push.subscription import decode
from tests.integrations.web_push.browser import HOST, PushBrowser

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
KEY = generate_private_key(SECP256R1())
TEXT = "お知らせがあります。"


def service(browser: PushBrowser, *hosts: str) -> WebPush:
    return WebPush(browser, KEY, "https://shinsei.example.jp", hosts or (HOST,), lambda: NOW)


def failure(browser: PushBrowser, to: str) -> tuple[str, bool]:
    with pytest.raises(AdapterError) as failed:
        service(browser).push(Push("id", to, TEXT))
    assert HOST not in str(failed.value)
    return failed.value.code, failed.value.permanent


def test_a_browser_opens_what_was_sent_to_it_and_nobody_between_reads_it() -> None:
    browser = PushBrowser()
    service(browser).push(Push("id", browser.subscription(), TEXT))
    assert browser.opened() == [TEXT]
    (post,) = browser.posts
    assert post.url == f"https://{HOST}/send/abc"
    assert TEXT.encode() not in post.content
    assert (post.headers["Content-Encoding"], post.headers["TTL"]) == ("aes128gcm", "604800")


def test_the_token_is_signed_by_our_key_for_this_service_and_half_a_day() -> None:
    browser = PushBrowser()
    sender = service(browser)
    sender.push(Push("id", browser.subscription(), TEXT))
    scheme, token, public = browser.posts[0].headers["Authorization"].split(" ")
    assert (scheme, public) == ("vapid", f"k={sender.public_key}")
    signed, _, signature = token.removeprefix("t=").removesuffix(",").rpartition(".")
    raw = decode(signature)
    proof = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    EllipticCurvePublicKey.from_encoded_point(SECP256R1(), decode(sender.public_key)).verify(
        proof, signed.encode(), ECDSA(SHA256())
    )
    header, claims = (json.loads(decode(part)) for part in signed.split("."))
    assert header["alg"] == "ES256"
    assert claims == {
        "aud": f"https://{HOST}",
        "exp": int(NOW.timestamp()) + 43200,
        "sub": "https://shinsei.example.jp",
    }


def test_a_second_attempt_replaces_the_first_and_another_message_does_not() -> None:
    browser = PushBrowser()
    for name in ("one", "one", "two"):
        service(browser).push(Push(name, browser.subscription(), TEXT))
    first, again, other = (post.headers["Topic"] for post in browser.posts)
    assert first == again != other
    assert len(first) == 32  # at most (RFC 8030, 5.4)


@pytest.mark.parametrize(
    ("status", "code", "permanent"),
    [
        (404, "PUSH_REFUSED", True),
        (410, "PUSH_REFUSED", True),
        (403, "PUSH_SIGN_IN", False),
        (429, "PUSH_LATER", False),
        (500, "PUSH_UNAVAILABLE", False),
        (302, "PUSH_UNAVAILABLE", False),
    ],
)
def test_only_a_subscription_that_ended_is_given_up(status: int, code: str, permanent: bool) -> None:
    browser = PushBrowser(status)
    assert failure(browser, browser.subscription()) == (code, permanent)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/send",
        "https://127.0.0.1/admin",
        "https://push.example.com.evil.example/send",
        "https://push.example.com:8443/send",
        "https://push.example.com@evil.example/send",
        "https://evil.example/push.example.com",
        "https://push.example.com/a b",
        "https://push.example.com/\r\nX: y",
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_that_is_no_push_service_of_the_list_is_never_asked(endpoint: str) -> None:
    browser = PushBrowser()
    assert not service(browser).accepts(browser.subscription(endpoint))
    assert failure(browser, browser.subscription(endpoint)) == ("PUSH_REFUSED", True)
    assert browser.posts == []


def test_a_dot_stands_for_every_host_below() -> None:
    browser = PushBrowser()
    assert service(browser, ".example.com").accepts(browser.subscription())
    assert not service(browser, ".example.com").accepts(browser.subscription("https://badexample.com/x"))
    assert not service(browser, "example.com").accepts(browser.subscription())


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", "7", '{"endpoint": 7, "keys": {}}', "[" * 3000, "x" * 3000,
        json.dumps({"endpoint": f"https://{HOST}/x", "keys": {"p256dh": "AAAA", "auth": "BTBZMqHH6r4Tts7J_aSIgg"}}),
        json.dumps({"endpoint": f"https://{HOST}/x", "keys": {"p256dh": "ü", "auth": None}}),
        PushBrowser().subscription().replace('"auth": "', '"auth": "AAAA'),
    ],
    ids=range(11),
)  # fmt: skip
def test_what_is_no_subscription_is_refused(text: str) -> None:
    assert not service(PushBrowser()).accepts(text)
