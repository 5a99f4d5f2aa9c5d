"""Both sides of our protocol of card agents (docs/card-agent.md)."""

# Imports nothing outside the standard library: the program at a reader is one file.

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import urlsplit

from integrations.sockets.card_socket import CardAnswer, CardAsk, CardUse
from integrations.sockets.certificate_sockets import PinRefused
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

PROTOCOL = "kakanai-card-agent/1"
USE_PATH = "/v1/use"
AUDIENCE = "kakanai-card-agent"
LIFE_SECONDS = 120
SKEW_SECONDS = 60  # the clock of a counter's computer is not managed
MAX_BYTES = 4096  # of a question
MAX_BODY = 8192
LICENCE = "driver_licence"
_LOOPBACK = ("127.0.0.1", "localhost")
_STATUS: Mapping[str, int] = {
    IdentityCode.NONCE_REPLAYED: 409, IdentityCode.NONCE_EXPIRED: 410, IdentityCode.PIN_WRONG: 422,
    IdentityCode.PIN_LOCKED: 422, IdentityCode.CARD_UNSUPPORTED: 422, IdentityCode.CARD_REMOVED: 422,
    IdentityCode.USER_CANCELLED: 422, IdentityCode.PROVIDER_UNAVAILABLE: 503,
}  # fmt: skip
# CORS and Local Network Access.
PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "content-type",
    "Access-Control-Allow-Private-Network": "true",
    "Access-Control-Max-Age": "600",
}


def is_loopback(host: str) -> bool:
    # Stops DNS rebinding.
    try:
        return urlsplit(f"//{host}").hostname in _LOOPBACK
    except ValueError:
        return False


def response_headers(portal: str) -> dict[str, str]:
    return {"Access-Control-Allow-Origin": portal, "Vary": "Origin", "Cache-Control": "no-store"}


def token_in(body: bytes) -> str:
    """Raises AdapterError TOKEN_INVALID_SIG."""
    try:
        return str(json.loads(body)["question"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _refusal(IdentityCode.TOKEN_INVALID_SIG) from None


def read_claims(claims: Mapping[str, object], issuer: str, now: datetime) -> CardAsk:
    """Of a verified token. Raises AdapterError ISSUER_MISMATCH, AUDIENCE_MISMATCH; NONCE_EXPIRED if too old or
    long-lived; TOKEN_INVALID_SIG if malformed."""
    if claims.get("iss") != issuer:
        raise _refusal(IdentityCode.ISSUER_MISMATCH)
    if claims.get("aud") != AUDIENCE:
        raise _refusal(IdentityCode.AUDIENCE_MISMATCH)
    issued, expires, seconds = claims.get("iat"), claims.get("exp"), now.timestamp()
    if not (isinstance(issued, int) and isinstance(expires, int) and expires - issued <= LIFE_SECONDS):
        raise _refusal(IdentityCode.NONCE_EXPIRED)
    if not issued - SKEW_SECONDS <= seconds < expires + SKEW_SECONDS:
        raise _refusal(IdentityCode.NONCE_EXPIRED)
    return _asked(claims.get("use"), claims.get("jti"), claims.get("digests"))


def _asked(use: object, number: object, digests: object) -> CardAsk:
    try:
        if not (isinstance(digests, dict) and isinstance(number, str) and number):
            raise ValueError(digests)
        decoded = {str(name): b64decode(str(text), validate=True) for name, text in digests.items()}
        return CardAsk(CardUse(str(use)), number, decoded)
    except ValueError:
        raise _refusal(IdentityCode.TOKEN_INVALID_SIG) from None


class UsedNumbers:
    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: dict[str, datetime] = {}

    def add(self, number: str, now: datetime) -> None:
        """Raises AdapterError NONCE_REPLAYED."""
        lifetime = timedelta(seconds=LIFE_SECONDS + 2 * SKEW_SECONDS)
        with self._lock:
            self._seen = {seen: seen_at for seen, seen_at in self._seen.items() if now - seen_at <= lifetime}
            if number in self._seen:
                raise AdapterError(IdentityCode.NONCE_REPLAYED, "the request was used before", permanent=True)
            self._seen[number] = now

    def clear(self) -> None:
        self._seen.clear()


def message(ask: CardAsk, answer: CardAnswer, *, practice: bool) -> dict[str, object]:
    content: dict[str, object] = {"protocol": PROTOCOL, "practice": practice, "number": ask.number}
    if answer.attributes is not None:
        four = answer.attributes
        content["attributes"] = {
            "name": four.name, "address": four.address, "birth": four.birth_raw, "sex": four.sex_raw,
        }  # fmt: skip
        content["by_pin"] = answer.by_pin
        if answer.licence:
            content["card"] = LICENCE
    if answer.signed is not None:
        signature, certificate = (
            b64encode(value).decode() for value in (answer.signed.signature, answer.signed.certificate)
        )
        content["signed"] = {
            "algorithm": answer.signed.algorithm, "signature": signature, "certificate": certificate,
        }  # fmt: skip
    return content


def problem(error: AdapterError) -> tuple[int, dict[str, object]]:
    left: dict[str, object] = {"left": error.left} if isinstance(error, PinRefused) else {}
    return _STATUS.get(error.code, 401), {"error": error.code} | left


def _refusal(code: IdentityCode) -> AdapterError:
    return AdapterError(code, "a question to a card agent", permanent=True)
