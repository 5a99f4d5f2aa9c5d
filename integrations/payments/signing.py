"""HMAC-SHA256 over purpose (method and path), time, nonce and body."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime

from integrations.sockets.interfaces import AdapterError

TIME, NONCE, SIGNATURE = "x-payment-time", "x-payment-nonce", "x-payment-signature"
FRESH_SECONDS = 300
_MOST_NONCE = 64


def signed_headers(secret: bytes, purpose: str, body: bytes, now: datetime, nonce: str = "") -> dict[str, str]:
    """`purpose`: e.g. `POST /orders`."""
    time, nonce = str(int(now.timestamp())), nonce or secrets.token_urlsafe(24)
    return {TIME: time, NONCE: nonce, SIGNATURE: _signature(secret, purpose, time, nonce, body)}


def verified_nonce(secret: bytes, purpose: str, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The caller checks whether the nonce was used. Raises AdapterError NOTICE_UNSIGNED, NOTICE_OLD."""
    time, nonce, sent = (headers.get(name, "") for name in (TIME, NONCE, SIGNATURE))
    expected = _signature(secret, purpose, time, nonce, body)
    if not nonce or len(nonce) > _MOST_NONCE or not hmac.compare_digest(expected.encode(), sent.encode()):
        raise AdapterError("NOTICE_UNSIGNED", permanent=True)
    # Signed by the other side, so that it is a number; allows for clock skew.
    if not time.isascii() or not time.isdigit() or abs(now.timestamp() - int(time)) > FRESH_SECONDS:
        raise AdapterError("NOTICE_OLD", permanent=True)
    return nonce


def _signature(secret: bytes, purpose: str, time: str, nonce: str, body: bytes) -> str:
    # Only the body, which is last, can contain a line feed.
    head = "\n".join((purpose, time, nonce, "")).encode("utf-8", "replace")
    return hmac.new(secret, head + body, hashlib.sha256).hexdigest()
