# Code → words `signing_refused.<key>.title` and `.next`. Other codes give the general message.
_MESSAGE_OF_CODE = {
    "user_cancelled": "cancelled",
    "provider_unavailable": "down",
    "provider_timeout": "down",
    "provider_config": "down",
    "rate_limited": "down",
    "nonce_expired": "late",
    "nonce_replayed": "again",
    "code_reused": "late",
    "state_mismatch": "late",
    "token_expired": "late",
    "pin_wrong": "pin",
    "pin_locked": "locked",
    "card_removed": "again_card",
    "card_unsupported": "no_certificate",
    "cert_wrong_type": "no_certificate",
    "cert_expired": "expired",
    "cert_not_yet_valid": "expired",
    "cert_revoked": "ended",
    "cert_address_changed": "moved",
    "attribute_mismatch": "another",
    "document_mismatch": "changed",
    "changed": "changed",
    "same_signer": "same",
    "copy_refused": "copy",
}
# After these another attempt with the same card is useless: the city's counter must act first.
_AT_THE_WINDOW = frozenset({"locked", "no_certificate", "expired", "ended", "moved"})


def signing_message(code: str) -> dict[str, object] | None:
    if not code:
        return None
    key = _MESSAGE_OF_CODE.get(code, "other")
    return {"key": key, "window": key in _AT_THE_WINDOW}
