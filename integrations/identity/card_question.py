"""The portal's signed request to a card agent, valid for two minutes and one use: no other page can use a card. Own
protocol (docs/card-agent.md)."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from integrations.identity.signed import VerificationKeys, signed_claims
from integrations.sockets.card_socket import CardAsk, CardUse
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

AUDIENCE = "kakanai-card-agent"
LIFE_SECONDS = 120
SKEW_SECONDS = 60  # the clock of a counter's computer is not managed
MAX_BYTES = 4096


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
    """Raises AdapterError of `signed_claims`; ISSUER_MISMATCH, AUDIENCE_MISMATCH; NONCE_EXPIRED if too old or
    long-lived; TOKEN_INVALID_SIG if malformed."""
    if len(token) > MAX_BYTES:
        raise _refusal(IdentityCode.TOKEN_INVALID_SIG)
    claims = signed_claims(token, keys)
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


def _refusal(code: IdentityCode) -> AdapterError:
    return AdapterError(code, "a question to a card agent", permanent=True)
