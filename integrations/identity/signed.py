"""What a signed token says, once the signature holds. ES256 only; knows no claim.

Both sides use it: the plug for id tokens, the mock for client assertions.
"""

from collections.abc import Callable, Mapping

from joserfc import jwt
from joserfc.errors import JoseError, MissingAlgorithmError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, GuestProtocol

from integrations.cached import Cached
from integrations.http import Transport
from integrations.interfaces import AdapterError

Jwks = Mapping[str, object]
ALGORITHMS = ["ES256"]
KEEP_SECONDS = 3600.0
PAUSE_SECONDS = 5.0
# The library reads a header before it knows that it is an object: rubbish there surfaces as one of these.
_RUBBISH = (JoseError, ValueError, TypeError, AttributeError, RecursionError)


def fetch_jwks(transport: Transport, url: str) -> Jwks:
    """The JWK set at `url` (RFC 7517). AdapterError PROVIDER_UNAVAILABLE where there is none."""
    reply = transport.get(url)
    document = reply.json() if reply.status == 200 else None
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise AdapterError("PROVIDER_UNAVAILABLE", f"no key set, status {reply.status}", permanent=False)
    return document


class VerificationKeys:
    """Somebody's public ES256 keys by key id. An unknown id asks again, once in a few seconds: keys are rotated."""

    def __init__(self, fetch: Callable[[], Jwks]) -> None:
        self._keys = Cached(lambda: _by_id(fetch()), keep=KEEP_SECONDS, pause=PAUSE_SECONDS)

    def find(self, key_id: str) -> ECKey | None:
        """The key, or None. AdapterError where the set cannot be read."""
        known = self._keys.get()
        if key_id not in known:
            known = self._keys.newer_than(known)
        return known.get(key_id)


def signed_claims(token: str, keys: VerificationKeys) -> Mapping[str, object]:
    """The claims of `token`. AdapterError TOKEN_ALG for any algorithm but ES256, TOKEN_INVALID_SIG for an unknown key,
    a signature that does not hold or a token that is none. The message never holds the token."""

    def key(signature: GuestProtocol) -> ECKey:
        key_id = signature.headers().get("kid")
        found = keys.find(key_id) if isinstance(key_id, str) else None
        if found is None:
            raise AdapterError("TOKEN_INVALID_SIG", "unknown key id", permanent=True)
        return found

    try:
        claims: Mapping[str, object] = jwt.decode(token, key, algorithms=ALGORITHMS).claims
    except (UnsupportedAlgorithmError, MissingAlgorithmError):
        raise AdapterError("TOKEN_ALG", "not ES256", permanent=True) from None
    except _RUBBISH as error:
        raise AdapterError("TOKEN_INVALID_SIG", type(error).__name__, permanent=True) from None
    return claims


def _by_id(jwks: Jwks) -> dict[str, ECKey]:
    """Only P-256 signing keys with an id. Others are no error: a set may hold keys for other uses (RFC 7517 5)."""
    keys = {}
    entries = jwks.get("keys")
    for entry in entries if isinstance(entries, list) else []:
        try:
            told = {"use": "sig", "alg": "ES256", **entry}
            if (told["kty"], told["crv"], told["use"], told["alg"]) == ("EC", "P-256", "sig", "ES256"):
                keys[str(entry["kid"])] = ECKey.import_key(entry)
        except (*_RUBBISH, KeyError):
            continue
    return keys
