"""What 署名API calls things. Public sources tell the steps, and neither the fields nor the words of a refusal: every name
that is not confirmed stands here, and in no code."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.identity_codes import IdentityCode


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
    """`digest`: the field of the DigestInfo (Base64) in the request; `transaction`: of its answer. `result`: the field
    of the JWE in the last answer, "" where the body itself is one. `signature` and `certificate` (Base64 DER) stand
    inside it. `parameter` rides on the authorization request, `scope` asks for it. `refusals`: the word in the callback
    → our code; `statuses`: of the transaction's own address."""

    digest: str = "digest"
    transaction: str = "sign_transaction_id"
    result: str = "sign_result"
    signature: str = "signature"
    certificate: str = "certificate"
    parameter: str = "sign_transaction_id"
    scope: str = "sign"
    key_management: str = "ECDH-ES+A256KW"
    encryption: str = "A256GCM"
    refusals: Mapping[str, IdentityCode] = field(default_factory=_refusals)
    statuses: Mapping[int, IdentityCode] = field(default_factory=_statuses)
