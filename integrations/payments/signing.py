"""How both sides sign a message: HMAC-SHA256 over what it is for, its time, a nonce and the body, under one shared secret.

The time bounds how long a message can be replayed, the nonce makes each good once; what is signed names method and path,
so that one kind of message is never taken for another.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime

from integrations.interfaces import AdapterError

TIME, NONCE, SIGNATURE = "x-payment-time", "x-payment-nonce", "x-payment-signature"
FRESH_SECONDS = 300
_MOST_NONCE = 64


def signed_headers(secret: bytes, purpose: str, body: bytes, now: datetime, nonce: str = "") -> dict[str, str]:
    """The three headers for `body`. `purpose`: `POST /orders`, say."""
    time, nonce = str(int(now.timestamp())), nonce or secrets.token_urlsafe(24)
    return {TIME: time, NONCE: nonce, SIGNATURE: _signature(secret, purpose, time, nonce, body)}


def verified_nonce(secret: bytes, purpose: str, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The nonce of a message that was signed and is fresh; whether it was seen before is the caller's to know.
    AdapterError NOTICE_UNSIGNED, NOTICE_OLD."""
    time, nonce, sent = (headers.get(name, "") for name in (TIME, NONCE, SIGNATURE))
    expected = _signature(secret, purpose, time, nonce, body)
    if not nonce or len(nonce) > _MOST_NONCE or not hmac.compare_digest(expected.encode(), sent.encode()):
        raise AdapterError("NOTICE_UNSIGNED", permanent=True)
    # What is signed was made by the other side, so that this is a number; a clock may be off, but not that far.
    if not time.isascii() or not time.isdigit() or abs(now.timestamp() - int(time)) > FRESH_SECONDS:
        raise AdapterError("NOTICE_OLD", permanent=True)
    return nonce


def _signature(secret: bytes, purpose: str, time: str, nonce: str, body: bytes) -> str:
    # Line by line: no part can hold a line feed, but the body, which comes last.
    head = "\n".join((purpose, time, nonce, "")).encode("utf-8", "replace")
    return hmac.new(secret, head + body, hashlib.sha256).hexdigest()
