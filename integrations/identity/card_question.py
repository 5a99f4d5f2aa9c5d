"""The portal's signed request to a card agent, valid for two minutes and one use: no other page can use a card."""

# Own protocol (docs/card-agent.md).

from base64 import b64encode
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from integrations.identity.signed import VerificationKeys, signed_claims
from integrations.sockets.card_protocol import AUDIENCE, LIFE_SECONDS, MAX_BYTES, read_claims
from integrations.sockets.card_socket import CardAsk
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError


def written(ask: CardAsk, key: ECKey, issuer: str, now: datetime) -> str:
    """`issuer`: the portal's origin."""
    issued = int(now.timestamp())
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": AUDIENCE,
        "jti": ask.number,
        "use": str(ask.use),
        "digests": {name: b64encode(digest).decode() for name, digest in ask.digests.items()},
        "iat": issued,
        "exp": issued + LIFE_SECONDS,
    }
    return jwt.encode({"alg": "ES256", "kid": key.thumbprint()}, claims, key, algorithms=["ES256"])


def read_question(token: str, keys: VerificationKeys, issuer: str, now: datetime) -> CardAsk:
    """Raises AdapterError of `signed_claims` and `read_claims`."""
    if len(token) > MAX_BYTES:
        raise AdapterError(IdentityCode.TOKEN_INVALID_SIG, "a question to a card agent", permanent=True)
    return read_claims(signed_claims(token, keys), issuer, now)
