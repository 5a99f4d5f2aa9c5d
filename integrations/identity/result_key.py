"""The key to which a signing gateway encrypts its results (JWE, RFC 7516). Apart from the client's own key: one signs,
one opens.

Who holds it is a matter of the contract with the gateway; here the city does.
"""

import json
from base64 import b64decode
from dataclasses import dataclass

from joserfc import jwe
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey

from integrations.identity.signing_names import SigningNames
from integrations.identity_codes import IdentityCode
from integrations.interfaces import AdapterError

MAX_BYTES = 32_768  # a certificate and a signature have about 3 000
_RUBBISH = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Result:
    """What a card gave back, in DER and bare."""

    signature: bytes
    certificate: bytes


def published(key: ECKey, names: SigningNames) -> dict[str, object]:
    """The public half, as it stands in the portal's key set."""
    told = {"kid": key.thumbprint(), "use": "enc", "alg": names.key_management}
    return {**key.as_dict(private=False), **told}


def opened(token: str, key: ECKey, names: SigningNames) -> Result:
    """AdapterError TOKEN_ALG for another algorithm than agreed, TOKEN_INVALID_SIG for what our key does not open or
    holds no result."""
    if len(token) > MAX_BYTES:
        raise _unreadable("too long")
    try:
        plain = jwe.decrypt_compact(token, key, algorithms=[names.key_management, names.encryption]).plaintext
        told = json.loads(plain or b"")
        return Result(_bytes(told[names.signature]), _bytes(told[names.certificate]))
    except UnsupportedAlgorithmError:
        raise AdapterError(IdentityCode.TOKEN_ALG, "not the agreed encryption", permanent=True) from None
    except _RUBBISH as error:
        raise _unreadable(type(error).__name__) from None


def _bytes(text: object) -> bytes:
    return b64decode(str(text), validate=True)


def _unreadable(why: str) -> AdapterError:
    return AdapterError(IdentityCode.TOKEN_INVALID_SIG, f"a result that cannot be opened ({why})", permanent=True)
