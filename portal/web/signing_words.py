"""Why a signature came to nothing, as people are told: which of the codes have words of their own, and what they are to do."""

# Code → words `signing_refused.<key>.title` and `.next`. What is not here could not be confirmed, and says no more.
_TOLD = {
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
# After these another try with the same card leads nowhere: the window comes first.
_AT_THE_WINDOW = frozenset({"locked", "no_certificate", "expired", "ended", "moved"})


def told_of(code: str) -> dict[str, object] | None:
    """None where nothing was refused. `window`: the city has to do something before the card can sign."""
    if not code:
        return None
    key = _TOLD.get(code, "other")
    return {"key": key, "window": key in _AT_THE_WINDOW}
