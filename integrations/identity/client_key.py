"""`private_key_jwt` (RFC 7523, OpenID Connect Core 9)."""

import os
import secrets
import tempfile
from datetime import datetime
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from integrations.identity.signed import ES256, RS256
from integrations.sockets.interfaces import AdapterError

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 60


def load_or_create_client_key(path: Path) -> ECKey:
    """P-256, PEM (PKCS #8), mode 0600. Raises AdapterError PROVIDER_CONFIG for another key. Concurrent starts get one
    key."""
    if not path.exists():
        _create(path)
    try:
        key = ECKey.import_key(path.read_bytes())
    except (JoseError, ValueError, TypeError):
        key = None
    if key is None or key.curve_name != "P-256" or not key.is_private:
        raise AdapterError("PROVIDER_CONFIG", f"{path} holds no private P-256 key", permanent=True)
    return key


def public_jwks(key: ECKey | RSAKey) -> dict[str, object]:
    """Key id: thumbprint (RFC 7638)."""
    alg = RS256 if isinstance(key, RSAKey) else ES256
    return {"keys": [{**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": alg}]}


def client_assertion(key: ECKey, client_id: str, token_endpoint: str, now: datetime) -> str:
    issued = int(now.timestamp())
    claims = {"iss": client_id, "sub": client_id, "aud": token_endpoint, "jti": secrets.token_urlsafe(24)}
    times = {"iat": issued, "exp": issued + ASSERTION_SECONDS}
    return jwt.encode({"alg": "ES256", "kid": key.thumbprint()}, {**claims, **times}, key, algorithms=["ES256"])


def _create(path: Path) -> None:
    # Linked when complete: no partial key is read; a second writer uses the first's.
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(ECKey.generate_key("P-256").as_pem(private=True))
        os.link(name, path)
    except FileExistsError:
        return
    finally:
        os.unlink(name)
