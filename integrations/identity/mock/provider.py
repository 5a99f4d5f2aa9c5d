"""State of the mock's endpoints."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from joserfc.jwk import ECKey, RSAKey

from integrations.identity.mock.grants import Grants
from integrations.identity.mock.persona import Persona
from integrations.identity.mock.transactions import Transactions
from integrations.identity.signed import ES256, RS256, Jwks, VerificationKeys
from integrations.identity.signing_names import SigningNames
from integrations.sockets.certificate_sockets import SigningCards

# Fixed, so that a demo person keeps their subject across restarts. Not a secret.
DEMO_SALT = b"kakanai mock provider"
CARD_LEAD = "えらんだ人のマイナンバーカードを読み取ったことにして、元の画面へもどります。"


@dataclass(frozen=True)
class Signing:
    cards: SigningCards
    transactions: Transactions
    client_documents: Callable[[], Jwks]  # the client's key set, with the key to encrypt results to
    names: SigningNames = field(default_factory=SigningNames)


@dataclass(frozen=True)
class MockProvider:
    people: Mapping[str, Persona]
    issuer: str
    client_id: str
    client_keys: VerificationKeys
    redirect_uris: tuple[str, ...]
    clock: Callable[[], datetime]
    slow_seconds: float  # delay of the fault `slow`: more than a portal waits (10); a stop waits for the rest
    key: ECKey | RSAKey
    other_key: ECKey | RSAKey
    grants: Grants
    secret: str = ""  # of a client that authenticates by it instead of a key
    lead: str = CARD_LEAD  # text of the page
    signing: Signing | None = None  # None if it signs nothing

    @property
    def algorithm(self) -> str:
        return RS256 if isinstance(self.key, RSAKey) else ES256

    def endpoint(self, name: str) -> str:
        return f"{self.issuer.rstrip('/')}/protocol/openid-connect/{name}"


def pairwise_subject(client_id: str, person_id: str) -> str:
    """OpenID Connect Core 8.1."""
    message = f"{client_id}\0{person_id}".encode()
    return urlsafe_b64encode(hmac.digest(DEMO_SALT, message, hashlib.sha256)).rstrip(b"=").decode()
