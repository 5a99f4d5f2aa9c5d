"""The sockets of a card reader at a counter. The reader stands at a clerk's computer, and so does the program that talks to it
(the card agent): the portal never reaches it. A page carries what the portal asks there, and what the card says back.

The PIN goes from the person to the reader. Neither the page nor the portal is ever told it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from integrations.certificate_sockets import CardSignature, Kind
from integrations.interfaces import BasicFour


class CardUse(StrEnum):
    """What a card is asked for. Each needs a PIN of its own."""

    ATTRIBUTES = "attributes"  # 券面事項入力補助: what is printed on it; by its PIN or by 照合番号B
    PROVE = "prove"  # 利用者証明用: that it is this card, and that its holder is here
    SIGN = "sign"  # 署名用


@dataclass(frozen=True)
class CardAsk:
    """One use, good once. `number` is its name, a secret that the portal uses up; `digests`: what is to be signed, a
    DigestInfo for each algorithm that is accepted, because nobody knows yet which card it will be."""

    use: CardUse
    number: str
    digests: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class CardAnswer:
    """What came back. `attributes` are what stands on the card, and prove nothing; `signed` is unjudged."""

    attributes: BasicFour | None = None
    signed: CardSignature | None = None


class CardAgent(Protocol):
    """The portal's side of a card agent. `address`: where pages reach it, and nowhere else (`connect-src`). `fake`: it reads
    practice cards."""

    name: str
    fake: bool
    address: str

    def ask(self, ask: CardAsk, now: datetime) -> str:
        """Where the page sends the question: an address of the agent, and behind its # the question itself, signed so that
        the agent knows who asks."""

    def read(self, answer: str, ask: CardAsk) -> CardAnswer:
        """What the agent said to exactly this question. AdapterError PROVIDER_UNAVAILABLE for what cannot be read,
        NONCE_REPLAYED for the answer to another question, CERT_TEST_IN_PROD for a practice card where none may be."""


class ReaderCards(Protocol):
    """Cards that can lie on a reader; the agent's side. PinRefused with the tries that are left; AdapterError
    CARD_UNSUPPORTED for a card that has not what is asked for."""

    def surface(self, card: str, pin: str) -> BasicFour:
        """What is printed on it. `pin`: four digits (券面事項入力補助用) or fourteen (照合番号B)."""

    def signed(self, card: str, kind: Kind, pin: str, digests: Mapping[str, bytes]) -> CardSignature:
        """The one of `digests` that fits its algorithm, signed with its key of this kind."""
