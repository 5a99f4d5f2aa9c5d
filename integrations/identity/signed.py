from collections.abc import Callable, Mapping

from joserfc import jwt
from joserfc.errors import JoseError, MissingAlgorithmError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, GuestProtocol, OctKey, RSAKey

from integrations.cached import Cached
from integrations.http import Transport
from integrations.sockets.interfaces import AdapterError

Jwks = Mapping[str, object]
ES256, RS256 = "ES256", "RS256"
HS256 = "HS256"  # with a secret that provider and client share
LEAST_BITS = 2048
KEEP_SECONDS = 3600.0
PAUSE_SECONDS = 5.0
# The library reads a header before it checks that it is an object; malformed ones raise any of these.
_RUBBISH = (JoseError, ValueError, TypeError, AttributeError, RecursionError)


def fetch_jwks(transport: Transport, url: str) -> Jwks:
    """RFC 7517. Raises AdapterError PROVIDER_UNAVAILABLE."""
    reply = transport.get(url)
    document = reply.json() if reply.status == 200 else None
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise AdapterError("PROVIDER_UNAVAILABLE", f"no key set, status {reply.status}", permanent=False)
    return document


class VerificationKeys:
    """An unknown id fetches again, at most every few seconds: keys rotate."""

    def __init__(
        self,
        fetch: Callable[[], Jwks],
        algorithms: tuple[str, ...] = (ES256,),
        *,
        keep: float = KEEP_SECONDS,
        secret: str = "",
    ) -> None:
        """`secret`: for HS256, which no published key verifies."""
        self.algorithms = algorithms
        self.secret = OctKey.import_key(secret) if secret and HS256 in algorithms else None
        self._keys = Cached(lambda: _by_id(fetch(), algorithms), keep=keep, pause=PAUSE_SECONDS)

    def find(self, key_id: str) -> ECKey | RSAKey | None:
        """Raises AdapterError."""
        keys = self._keys.get()
        if key_id not in keys:
            keys = self._keys.newer_than(keys)
        return keys.get(key_id)


def signed_claims(token: str, keys: VerificationKeys) -> Mapping[str, object]:
    """Raises AdapterError TOKEN_ALG or TOKEN_INVALID_SIG. Messages never contain the token."""

    def key(signature: GuestProtocol) -> ECKey | RSAKey | OctKey:
        if signature.headers().get("alg") == HS256 and keys.secret is not None:
            return keys.secret
        key_id = signature.headers().get("kid")
        match = keys.find(key_id) if isinstance(key_id, str) else None
        if match is None:
            raise AdapterError("TOKEN_INVALID_SIG", "unknown key id", permanent=True)
        return match

    try:
        claims: Mapping[str, object] = jwt.decode(token, key, algorithms=list(keys.algorithms)).claims
    except (UnsupportedAlgorithmError, MissingAlgorithmError):
        raise AdapterError("TOKEN_ALG", f"not {' or '.join(keys.algorithms)}", permanent=True) from None
    except _RUBBISH as error:
        raise AdapterError("TOKEN_INVALID_SIG", type(error).__name__, permanent=True) from None
    return claims


def _by_id(jwks: Jwks, algorithms: tuple[str, ...]) -> dict[str, ECKey | RSAKey]:
    # A set may hold keys for other uses (RFC 7517 5).
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
    # Raises ValueError for an unsuitable key.
    if ES256 in algorithms and (entry["kty"], entry.get("crv")) == ("EC", "P-256"):
        return ECKey.import_key(dict(entry))  # type: ignore[arg-type]
    if RS256 in algorithms and entry["kty"] == "RSA":
        key = RSAKey.import_key(dict(entry))  # type: ignore[arg-type]
        if key.raw_value.key_size >= LEAST_BITS:
            return key
    raise ValueError(entry["kty"])
