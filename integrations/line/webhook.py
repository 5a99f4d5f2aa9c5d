"""LINE webhooks. https://developers.line.biz/en/reference/messaging-api/#signature-validation"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterator

from integrations.sockets.notices import LineEvent

_MOST_EVENTS = 500
_TEXT = 500


def sign(secret: str, body: bytes) -> str:
    """X-Line-Signature: base64 of HMAC-SHA256 under the channel's secret."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def genuine(secret: str, body: bytes, signature: str) -> bool:
    """In constant time; always False without a secret."""
    try:
        sent = base64.b64decode(signature.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return False
    return bool(secret) and hmac.compare_digest(sent, hmac.digest(secret.encode(), body, hashlib.sha256))


def read_events(body: bytes) -> tuple[LineEvent, ...] | None:
    """None if the body is malformed."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    events = document.get("events") if isinstance(document, dict) else None
    if not isinstance(events, list):
        return None
    return tuple(_events(events[:_MOST_EVENTS]))


def _events(events: list[object]) -> Iterator[LineEvent]:
    for event in events:
        if not isinstance(event, dict):
            continue
        source, message = event.get("source"), event.get("message")
        account = source.get("userId") if isinstance(source, dict) and source.get("type") == "user" else None
        name, kind, timestamp = event.get("webhookEventId"), event.get("type"), event.get("timestamp")
        if not (isinstance(account, str) and isinstance(name, str) and account and name):
            continue
        if not (isinstance(timestamp, int) and 0 <= timestamp < 1 << 60):
            continue
        reply = event.get("replyToken")
        token = reply if isinstance(reply, str) and len(reply) <= _TEXT else ""
        if kind in ("follow", "unfollow"):
            yield LineEvent(name[:100], kind, account[:100], "", timestamp)
        elif event.get("mode") == "standby":
            continue  # a person of the section, or another program, answers at the moment
        elif kind == "message" and isinstance(message, dict) and message.get("type") == "text":
            text = message.get("text")
            yield LineEvent(
                name[:100], "message", account[:100], text[:_TEXT] if isinstance(text, str) else "", timestamp, token
            )
        elif kind == "postback" and isinstance(event.get("postback"), dict):
            data = event["postback"].get("data")
            yield LineEvent(
                name[:100], "postback", account[:100], data[:_TEXT] if isinstance(data, str) else "", timestamp, token
            )


class LineWebhooks:
    def __init__(self, secret: str) -> None:
        self._secret = secret

    def genuine(self, body: bytes, signature: str) -> bool:
        return genuine(self._secret, body, signature)

    def events(self, body: bytes) -> tuple[LineEvent, ...] | None:
        return read_events(body)
