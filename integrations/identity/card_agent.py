"""The portal's side of a card agent."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

from joserfc.jwk import ECKey

from integrations.identity.card_question import written
from integrations.identity.client_key import public_jwks
from integrations.sockets.card_protocol import LICENCE, PROTOCOL, USE_PATH
from integrations.sockets.card_socket import CardAnswer, CardAsk, CardUse
from integrations.sockets.certificate_sockets import CardSignature
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError, BasicFour

MAX_ANSWER = 16_384  # a certificate and a signature take about 3,000
_BIRTH = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
# Attributes of a card and their maximum lengths (an address has at most 200 characters).
_LONGEST = {"name": 200, "address": 400, "birth": 8, "sex": 1}


class LoopbackAgent:
    """`origin`: the portal's own, where the agent fetches the public `key`."""

    name = "loopback"

    def __init__(self, address: str, origin: str, key: ECKey, *, fake: bool) -> None:
        self.address, self.fake = address, fake
        self._origin, self._key = origin_of(origin), key

    def public_jwks(self) -> dict[str, object]:
        return public_jwks(self._key)

    def ask(self, ask: CardAsk, now: datetime) -> str:
        return f"{self.address}{USE_PATH}#{written(ask, self._key, self._origin, now)}"

    def read(self, answer: str, ask: CardAsk) -> CardAnswer:
        message = _opened(answer)
        if message.get("protocol") != PROTOCOL:
            raise _unreadable("another protocol")
        if message.get("number") != ask.number:
            raise AdapterError(IdentityCode.NONCE_REPLAYED, "an answer to another question", permanent=True)
        if message.get("practice") is not False and not self.fake:
            raise AdapterError(IdentityCode.CERT_TEST_IN_PROD, "a practice card", permanent=True)
        if ask.use is CardUse.ATTRIBUTES:
            licence = message.get("card") == LICENCE
            by_pin = message.get("by_pin") is True and not licence
            return CardAnswer(_attributes(message.get("attributes")), by_pin=by_pin, licence=licence)
        return CardAnswer(signed=_signed(message.get("signed"), ask))


def origin_of(address: str) -> str:
    """RFC 6454."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _opened(answer: str) -> Mapping[str, object]:
    if len(answer) > MAX_ANSWER:
        raise _unreadable("too long")
    try:
        message = json.loads(answer)
    except (ValueError, RecursionError):
        raise _unreadable("not JSON") from None
    if not isinstance(message, dict):
        raise _unreadable("not an object")
    return message


def _attributes(attributes: object) -> BasicFour:
    # An invalid birthday stays raw.
    if not isinstance(attributes, dict):
        raise _unreadable("no attributes")
    texts = {name: _text(attributes.get(name, ""), longest) for name, longest in _LONGEST.items()}
    return BasicFour(texts["name"], texts["address"], _day(texts["birth"]), texts["birth"], texts["sex"])


def _text(value: object, longest: int) -> str:
    # U+3000 separates the parts of a name and is not `isprintable`.
    if not (isinstance(value, str) and len(value) <= longest and value.replace("\u3000", "").isprintable()):
        raise _unreadable("an attribute is not text")
    return value


def _day(raw: str) -> date | None:
    match = _BIRTH.fullmatch(raw)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _signed(signed: object, ask: CardAsk) -> CardSignature:
    try:
        if not isinstance(signed, dict) or signed["algorithm"] not in ask.digests:
            raise _unreadable("another algorithm than was asked for")
        signature, certificate = (b64decode(str(signed[name]), validate=True) for name in ("signature", "certificate"))
    except (KeyError, ValueError, TypeError):
        raise _unreadable("no signature") from None
    return CardSignature(signature, certificate, signed["algorithm"])


def _unreadable(why: str) -> AdapterError:
    return AdapterError(IdentityCode.PROVIDER_UNAVAILABLE, f"a card agent's answer: {why}", permanent=False)
