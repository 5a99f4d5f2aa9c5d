from enum import StrEnum, unique


@unique
class IdentityCode(StrEnum):
    # --- the way to a provider and back
    USER_CANCELLED = "USER_CANCELLED"  # the person cancelled
    PROVIDER_UNAVAILABLE = "PROVIDER_UNAVAILABLE"  # no answer, or an unreadable one
    PROVIDER_TIMEOUT = "PROVIDER_TIMEOUT"  # no answer in time
    PROVIDER_CONFIG = "PROVIDER_CONFIG"  # the city's settings do not fit the neighbour
    RATE_LIMITED = "RATE_LIMITED"  # too many requests
    STATE_MISMATCH = "STATE_MISMATCH"  # returned to another attempt
    NONCE_REPLAYED = "NONCE_REPLAYED"  # an answer to another attempt
    NONCE_EXPIRED = "NONCE_EXPIRED"  # the attempt is too old
    CODE_REUSED = "CODE_REUSED"  # a code is valid once

    # --- tokens
    TOKEN_INVALID_SIG = "TOKEN_INVALID_SIG"
    TOKEN_ALG = "TOKEN_ALG"
    TOKEN_EXPIRED = "TOKEN_EXPIRED"
    ISSUER_MISMATCH = "ISSUER_MISMATCH"
    AUDIENCE_MISMATCH = "AUDIENCE_MISMATCH"
    ACR_INSUFFICIENT = "ACR_INSUFFICIENT"  # a lower level than requested
    AUTH_NOT_FRESH = "AUTH_NOT_FRESH"  # a fresh sign-in was requested, and the provider used an older one
    SCOPE_MISSING = "SCOPE_MISSING"  # fewer attributes than requested
    SUB_MISMATCH = "SUB_MISMATCH"  # two answers are about two people

    # --- cards
    PIN_WRONG = "PIN_WRONG"  # with the number of tries left
    PIN_LOCKED = "PIN_LOCKED"  # only the city's counter unlocks it
    CARD_REMOVED = "CARD_REMOVED"  # removed while it was read
    CARD_UNSUPPORTED = "CARD_UNSUPPORTED"  # no such certificate on it, or an algorithm that is not accepted

    # --- certificates
    CERT_EXPIRED = "CERT_EXPIRED"
    CERT_NOT_YET_VALID = "CERT_NOT_YET_VALID"
    CERT_REVOKED = "CERT_REVOKED"  # for any reason, including a hold: holds are never lifted
    CERT_ADDRESS_CHANGED = (
        "CERT_ADDRESS_CHANGED"  # affiliationChanged: name or address changed; the holder needs a new certificate
    )
    CERT_UNTRUSTED = "CERT_UNTRUSTED"  # no pinned authority issued it
    CERT_WRONG_TYPE = "CERT_WRONG_TYPE"  # the card's other certificate, or an authority's
    CERT_WRONG_POLICY = "CERT_WRONG_POLICY"
    CERT_TEST_IN_PROD = "CERT_TEST_IN_PROD"  # a test card
    CERT_MALFORMED = "CERT_MALFORMED"

    # --- revocation, signature, person
    REVOCATION_UNKNOWN = "REVOCATION_UNKNOWN"  # no source could answer
    REVOCATION_STALE = "REVOCATION_STALE"  # the revocation data is too old
    SIGNATURE_INVALID = "SIGNATURE_INVALID"
    DOCUMENT_MISMATCH = "DOCUMENT_MISMATCH"  # a valid signature of another document
    ATTRIBUTE_MISMATCH = "ATTRIBUTE_MISMATCH"  # the form names another person
    SUBSTITUTE_CHARACTERS = (
        "SUBSTITUTE_CHARACTERS"  # 代替文字: the card does not show the name or address as registered
    )
    DELEGATION_INVALID = "DELEGATION_INVALID"
