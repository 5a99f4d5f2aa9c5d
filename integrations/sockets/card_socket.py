# The agent runs on the clerk's computer, and pages carry the messages. The PIN goes only to the reader.

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from integrations.sockets.certificate_sockets import CardSignature, Kind
from integrations.sockets.interfaces import BasicFour


class CardUse(StrEnum):
    ATTRIBUTES = "attributes"  # 券面事項入力補助: what is printed on the card; opened by its PIN or by 照合番号B
    PROVE = "prove"  # 利用者証明用: proves that this card and its holder are present
    SIGN = "sign"  # 署名用


@dataclass(frozen=True)
class CardAsk:
    use: CardUse
    number: str  # its one-time identifier, a secret that the portal consumes
    # What to sign, a DigestInfo for each accepted algorithm, because the card is not known yet.
    digests: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class CardAnswer:
    """`attributes` prove nothing; `signed` is not verified. `by_pin`: the PIN of four digits opened the card, not 照合番号B.
    `licence`: a 運転免許証, which has no sex."""

    attributes: BasicFour | None = None
    signed: CardSignature | None = None
    by_pin: bool = False
    licence: bool = False


class CardAgent(Protocol):
    name: str
    fake: bool  # it reads practice cards
    address: str  # where pages reach the agent (`connect-src`)

    def ask(self, ask: CardAsk, now: datetime) -> str:
        """The agent's address, with the signed request behind the #."""

    def read(self, answer: str, ask: CardAsk) -> CardAnswer:
        """Raises AdapterError: PROVIDER_UNAVAILABLE if unreadable, NONCE_REPLAYED if it answers another request,
        CERT_TEST_IN_PROD for a practice card outside practice."""


class ReaderCards(Protocol):
    """The agent's side. Raises PinRefused, or AdapterError CARD_UNSUPPORTED if the card lacks what is requested."""

    def surface(self, card: str, pin: str) -> BasicFour:
        """As printed on the card. `pin` has four digits (券面事項入力補助用) or fourteen (照合番号B)."""

    def signed(self, card: str, kind: Kind, pin: str, digests: Mapping[str, bytes]) -> CardSignature:
        """Signs the digest that fits the card's key."""
