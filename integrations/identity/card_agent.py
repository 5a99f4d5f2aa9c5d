"""A card agent on the loopback address of a counter's computer: the portal's side of it. Calls nobody: a page carries both ways."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

from joserfc.jwk import ECKey

from integrations.card_socket import CardAnswer, CardAsk, CardUse
from integrations.certificate_sockets import CardSignature
from integrations.identity.card_question import written
from integrations.identity.client_key import public_jwks
from integrations.identity_codes import IdentityCode
from integrations.interfaces import AdapterError, BasicFour

PROTOCOL = "kakanai-card-agent/1"
USE_PATH = "/v1/use"
MAX_ANSWER = 16_384  # a certificate and a signature have about 3 000
_BIRTH = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
# What a card tells of a person, and how long it may be (facts: an address has at most 200 characters).
_LONGEST = {"name": 200, "address": 400, "birth": 8, "sex": 1}


class LoopbackAgent:
    """The CardAgent. `origin` is the portal's own; the agent knows it, and asks it for the public half of `key`. `fake`: its
    cards are for practice."""

    name = "loopback"

    def __init__(self, address: str, origin: str, key: ECKey, *, fake: bool) -> None:
        self.address, self.fake = address, fake
        self._origin, self._key = origin_of(origin), key

    def public_jwks(self) -> dict[str, object]:
        """By which an agent knows our questions."""
        return public_jwks(self._key)

    def ask(self, ask: CardAsk, now: datetime) -> str:
        return f"{self.address}{USE_PATH}#{written(ask, self._key, self._origin, now)}"

    def read(self, answer: str, ask: CardAsk) -> CardAnswer:
        told = _opened(answer)
        if told.get("protocol") != PROTOCOL:
            raise _unreadable("another protocol")
        if told.get("number") != ask.number:
            raise AdapterError(IdentityCode.NONCE_REPLAYED, "an answer to another question", permanent=True)
        if told.get("practice") is not False and not self.fake:
            raise AdapterError(IdentityCode.CERT_TEST_IN_PROD, "a practice card", permanent=True)
        if ask.use is CardUse.ATTRIBUTES:
            return CardAnswer(attributes=_attributes(told.get("attributes")))
        return CardAnswer(signed=_signed(told.get("signed"), ask))


def origin_of(address: str) -> str:
    """As a browser names it (RFC 6454)."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _opened(answer: str) -> Mapping[str, object]:
    if len(answer) > MAX_ANSWER:
        raise _unreadable("too long")
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        raise _unreadable("no JSON") from None
    if not isinstance(told, dict):
        raise _unreadable("no object")
    return told


def _attributes(told: object) -> BasicFour:
    """As the card writes them. A birthday that is no calendar day stays raw."""
    if not isinstance(told, dict):
        raise _unreadable("no attributes")
    texts = {name: _text(told.get(name, ""), longest) for name, longest in _LONGEST.items()}
    return BasicFour(texts["name"], texts["address"], _day(texts["birth"]), texts["birth"], texts["sex"])


def _text(value: object, longest: int) -> str:
    # U+3000 stands between the parts of a name, and counts as not printable.
    if not (isinstance(value, str) and len(value) <= longest and value.replace("\u3000", "").isprintable()):
        raise _unreadable("an attribute that is no text")
    return value


def _day(raw: str) -> date | None:
    found = _BIRTH.fullmatch(raw)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _signed(told: object, ask: CardAsk) -> CardSignature:
    try:
        if not isinstance(told, dict) or told["algorithm"] not in ask.digests:
            raise _unreadable("another algorithm than was asked for")
        signature, certificate = (b64decode(str(told[name]), validate=True) for name in ("signature", "certificate"))
    except (KeyError, ValueError, TypeError):
        raise _unreadable("no signature") from None
    return CardSignature(signature, certificate, told["algorithm"])


def _unreadable(why: str) -> AdapterError:
    return AdapterError(IdentityCode.PROVIDER_UNAVAILABLE, f"a card agent's answer: {why}", permanent=False)
