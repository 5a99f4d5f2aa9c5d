"""Why a sign-in failed: `sign_in_failed.<key>.title` and `.next`."""

from collections.abc import Mapping
from dataclasses import dataclass

from integrations.sockets.identity_codes import IdentityCode as Code
from portal.services.residents.link_line import LINKED_ANOTHER, LINKED_BY_OTHERS, UNLINKED

_OTHER = "other"
KEYS: Mapping[str, str] = {
    Code.USER_CANCELLED: "cancelled",
    Code.PROVIDER_UNAVAILABLE: "down",
    Code.PROVIDER_TIMEOUT: "slow",
    Code.PROVIDER_CONFIG: "ours",
    Code.RATE_LIMITED: "busy",
    Code.STATE_MISMATCH: "mixed",
    Code.NONCE_REPLAYED: "again_used",
    Code.NONCE_EXPIRED: "late",
    Code.CODE_REUSED: "again_used",
    # An invalid response of the provider: only operators can act, so the detail is not shown.
    Code.TOKEN_INVALID_SIG: "unsound",
    Code.TOKEN_ALG: "unsound",
    Code.TOKEN_EXPIRED: "late",
    Code.ISSUER_MISMATCH: "unsound",
    Code.AUDIENCE_MISMATCH: "unsound",
    Code.SUB_MISMATCH: "unsound",
    Code.ACR_INSUFFICIENT: "low",
    Code.AUTH_NOT_FRESH: "remembered",
    Code.SCOPE_MISSING: "less",
    Code.PIN_WRONG: "wrong_pin",
    Code.PIN_LOCKED: "locked",
    Code.CARD_REMOVED: "removed",
    Code.CARD_UNSUPPORTED: "unsupported",
    Code.CERT_EXPIRED: "expired",
    Code.CERT_NOT_YET_VALID: "early",
    # Neutral: one of the reasons is the death of the holder.
    Code.CERT_REVOKED: "ended",
    Code.CERT_ADDRESS_CHANGED: "moved",
    Code.CERT_UNTRUSTED: "stranger",
    Code.CERT_WRONG_TYPE: "stranger",
    Code.CERT_WRONG_POLICY: "stranger",
    Code.CERT_MALFORMED: "stranger",
    Code.SIGNATURE_INVALID: "stranger",
    Code.CERT_TEST_IN_PROD: "practice",
    Code.REVOCATION_UNKNOWN: "unknown",
    Code.REVOCATION_STALE: "unknown",
}
# After these another attempt with the same card is useless: the city must act first.
_AT_THE_WINDOW = frozenset({"low", "locked", "unsupported", "expired", "moved", "ended"})
_ABOUT_THE_PIN = frozenset({"wrong_pin", "locked"})
_AWAY = frozenset({"down", "slow", "busy", "unknown"})


@dataclass(frozen=True)
class SignInMessage:
    key: str
    window: bool  # the counter must act first
    pin: bool  # explain which
    status: int  # HTTP


def sign_in_message(code: str) -> SignInMessage:
    key = KEYS.get(code, _OTHER)
    return SignInMessage(key, key in _AT_THE_WINDOW, key in _ABOUT_THE_PIN, 503 if key in _AWAY else 400)


_AT_GBIZID = {
    Code.USER_CANCELLED: "cancelled", Code.PROVIDER_UNAVAILABLE: "down", Code.PROVIDER_TIMEOUT: "down",
    Code.RATE_LIMITED: "down", Code.SCOPE_MISSING: "less", Code.STATE_MISMATCH: "late", Code.NONCE_REPLAYED: "late",
    Code.NONCE_EXPIRED: "late", Code.CODE_REUSED: "late", Code.TOKEN_EXPIRED: "late", Code.AUTH_NOT_FRESH: "remembered",
}  # fmt: skip


def company_message(code: str) -> tuple[str, int]:
    """(`company_failed.<key>.title` and `.next`, status)."""
    key = next((key for known, key in _AT_GBIZID.items() if known == code), _OTHER)
    return key, 503 if key == "down" else 400


_AT_LINE = {
    Code.USER_CANCELLED: "cancelled", Code.PROVIDER_UNAVAILABLE: "down", Code.PROVIDER_TIMEOUT: "down",
    Code.RATE_LIMITED: "down", Code.STATE_MISMATCH: "late", Code.NONCE_REPLAYED: "late", Code.NONCE_EXPIRED: "late",
    Code.CODE_REUSED: "late", Code.TOKEN_EXPIRED: "late", UNLINKED: "unlinked",
    LINKED_BY_OTHERS: "others", LINKED_ANOTHER: "another",
}  # fmt: skip
_STATUS = {"down": 503, "unlinked": 403, "others": 409, "another": 409}


def line_message(code: str) -> tuple[str, int]:
    """(`line_failed.<key>.title` and `.next`, status)."""
    key = next((key for known, key in _AT_LINE.items() if known == code), _OTHER)
    return key, _STATUS.get(key, 400)
