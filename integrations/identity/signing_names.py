"""Unconfirmed names in 署名API."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.sockets.identity_codes import IdentityCode


def _refusals() -> Mapping[str, IdentityCode]:
    return {
        "pin_locked": IdentityCode.PIN_LOCKED,
        "card_unsupported": IdentityCode.CARD_UNSUPPORTED,
        "certificate_revoked": IdentityCode.CERT_REVOKED,
        "certificate_expired": IdentityCode.CERT_EXPIRED,
    }


def _statuses() -> Mapping[int, IdentityCode]:
    return {404: IdentityCode.NONCE_EXPIRED, 409: IdentityCode.CODE_REUSED, 410: IdentityCode.NONCE_EXPIRED}


@dataclass(frozen=True)
class SigningNames:
    """`signature` and `certificate` (Base64 DER) are inside the result."""

    digest: str = "digest"  # request field of the DigestInfo (Base64)
    transaction: str = "sign_transaction_id"  # field of its answer
    result: str = "sign_result"  # field of the JWE in the last answer, "" if the body is the JWE
    signature: str = "signature"
    certificate: str = "certificate"
    parameter: str = "sign_transaction_id"
    scope: str = "sign"
    key_management: str = "ECDH-ES+A256KW"
    encryption: str = "A256GCM"
    refusals: Mapping[str, IdentityCode] = field(default_factory=_refusals)  # callback word → our code
    statuses: Mapping[int, IdentityCode] = field(default_factory=_statuses)  # of the transaction's address
