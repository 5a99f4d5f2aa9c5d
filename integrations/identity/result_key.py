"""The key for a signing gateway's results (JWE, RFC 7516)."""

# Here the city holds it; the contract may differ.

import json
from base64 import b64decode
from dataclasses import dataclass

from joserfc import jwe
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey

from integrations.identity.signing_names import SigningNames
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

MAX_BYTES = 32_768  # a certificate and a signature take about 3,000
_RUBBISH = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Result:
    """DER."""

    signature: bytes
    certificate: bytes


def published(key: ECKey, names: SigningNames) -> dict[str, object]:
    properties = {"kid": key.thumbprint(), "use": "enc", "alg": names.key_management}
    return {**key.as_dict(private=False), **properties}


def opened(token: str, key: ECKey, names: SigningNames) -> Result:
    """Raises AdapterError TOKEN_ALG for another algorithm than agreed, TOKEN_INVALID_SIG without a readable result."""
    if len(token) > MAX_BYTES:
        raise _unreadable("too long")
    try:
        plain = jwe.decrypt_compact(token, key, algorithms=[names.key_management, names.encryption]).plaintext
        fields = json.loads(plain or b"")
        return Result(_bytes(fields[names.signature]), _bytes(fields[names.certificate]))
    except UnsupportedAlgorithmError:
        raise AdapterError(IdentityCode.TOKEN_ALG, "not the agreed encryption", permanent=True) from None
    except _RUBBISH as error:
        raise _unreadable(type(error).__name__) from None


def _bytes(text: object) -> bytes:
    return b64decode(str(text), validate=True)


def _unreadable(why: str) -> AdapterError:
    return AdapterError(IdentityCode.TOKEN_INVALID_SIG, f"the result cannot be decrypted ({why})", permanent=True)
