"""What the mock's endpoints share: who it is, whom it serves, its keys. Answers nothing itself."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from joserfc.jwk import ECKey, RSAKey

from integrations.certificate_sockets import SigningCards
from integrations.identity.mock.grants import Grants
from integrations.identity.mock.persona import Persona
from integrations.identity.mock.transactions import Transactions
from integrations.identity.signed import ES256, RS256, Jwks, VerificationKeys
from integrations.identity.signing_names import SigningNames

# Fixed, so that a demo person stays the same person when the mock starts anew. Protects nobody: nobody is real.
DEMO_SALT = b"kakanai mock provider"
CARD_LEAD = "えらんだ人のマイナンバーカードを読み取ったことにして、元の画面へもどります。"


@dataclass(frozen=True)
class Signing:
    """What 署名API needs besides. `client_documents`: the client's key set, for the key that results are encrypted to."""

    cards: SigningCards
    transactions: Transactions
    client_documents: Callable[[], Jwks]
    names: SigningNames = field(default_factory=SigningNames)


@dataclass(frozen=True)
class MockProvider:
    """One provider with one client, the portal. `slow_seconds`: how late the fault `slow` answers. `secret`: of a
    client that proves itself by it, and not by a key. `lead`: what the chooser says to those who come. `signing`: None
    where nothing is signed."""

    people: Mapping[str, Persona]
    issuer: str
    client_id: str
    client_keys: VerificationKeys
    redirect_uris: tuple[str, ...]
    clock: Callable[[], datetime]
    slow_seconds: float
    key: ECKey | RSAKey
    other_key: ECKey | RSAKey
    grants: Grants
    secret: str = ""
    lead: str = CARD_LEAD
    signing: Signing | None = None

    @property
    def algorithm(self) -> str:
        """What id tokens are signed with."""
        return RS256 if isinstance(self.key, RSAKey) else ES256

    def endpoint(self, name: str) -> str:
        """The address of `auth`, `token`, `userinfo` or `certs`."""
        return f"{self.issuer}/protocol/openid-connect/{name}"


def pairwise_subject(client_id: str, person_id: str) -> str:
    """OpenID Connect Core 8.1: one person is the same at one client for ever, and another at another client."""
    message = f"{client_id}\0{person_id}".encode()
    return urlsafe_b64encode(hmac.digest(DEMO_SALT, message, hashlib.sha256)).rstrip(b"=").decode()
