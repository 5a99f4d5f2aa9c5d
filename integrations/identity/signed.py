"""What a signed token says, once the signature holds. Knows no claim.

Both sides use it: the plug for id tokens, the mock for client assertions.
"""

from collections.abc import Callable, Mapping

from joserfc import jwt
from joserfc.errors import JoseError, MissingAlgorithmError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, GuestProtocol, RSAKey

from integrations.cached import Cached
from integrations.http import Transport
from integrations.interfaces import AdapterError

Jwks = Mapping[str, object]
ES256, RS256 = "ES256", "RS256"
LEAST_BITS = 2048
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
    """Somebody's public keys by key id, for `algorithms` alone. An unknown id asks again, once in a few seconds: keys are
    rotated."""

    def __init__(self, fetch: Callable[[], Jwks], algorithms: tuple[str, ...] = (ES256,)) -> None:
        self.algorithms = algorithms
        self._keys = Cached(lambda: _by_id(fetch(), algorithms), keep=KEEP_SECONDS, pause=PAUSE_SECONDS)

    def find(self, key_id: str) -> ECKey | RSAKey | None:
        """The key, or None. AdapterError where the set cannot be read."""
        known = self._keys.get()
        if key_id not in known:
            known = self._keys.newer_than(known)
        return known.get(key_id)


def signed_claims(token: str, keys: VerificationKeys) -> Mapping[str, object]:
    """The claims of `token`. AdapterError TOKEN_ALG for any algorithm but those of `keys`, TOKEN_INVALID_SIG for an
    unknown key, a signature that does not hold or a token that is none. The message never holds the token."""

    def key(signature: GuestProtocol) -> ECKey | RSAKey:
        key_id = signature.headers().get("kid")
        found = keys.find(key_id) if isinstance(key_id, str) else None
        if found is None:
            raise AdapterError("TOKEN_INVALID_SIG", "unknown key id", permanent=True)
        return found

    try:
        claims: Mapping[str, object] = jwt.decode(token, key, algorithms=list(keys.algorithms)).claims
    except (UnsupportedAlgorithmError, MissingAlgorithmError):
        raise AdapterError("TOKEN_ALG", f"not {' or '.join(keys.algorithms)}", permanent=True) from None
    except _RUBBISH as error:
        raise AdapterError("TOKEN_INVALID_SIG", type(error).__name__, permanent=True) from None
    return claims


def _by_id(jwks: Jwks, algorithms: tuple[str, ...]) -> dict[str, ECKey | RSAKey]:
    """Only signing keys with an id, of a kind that one of `algorithms` takes. Others are no error: a set may hold keys for
    other uses (RFC 7517 5)."""
    keys: dict[str, ECKey | RSAKey] = {}
    entries = jwks.get("keys")
    for entry in entries if isinstance(entries, list) else []:
        try:
            if entry.get("use", "sig") == "sig" and entry.get("alg", algorithms[0]) in algorithms:
                keys[str(entry["kid"])] = _key(entry, algorithms)
        except (*_RUBBISH, KeyError):
            continue
    return keys


def _key(entry: Mapping[str, object], algorithms: tuple[str, ...]) -> ECKey | RSAKey:
    """ValueError for one that is of no use here."""
    if ES256 in algorithms and (entry["kty"], entry.get("crv")) == ("EC", "P-256"):
        return ECKey.import_key(dict(entry))  # type: ignore[arg-type]
    if RS256 in algorithms and entry["kty"] == "RSA":
        key = RSAKey.import_key(dict(entry))  # type: ignore[arg-type]
        if key.raw_value.key_size >= LEAST_BITS:
            return key
    raise ValueError(entry["kty"])
