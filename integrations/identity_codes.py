"""Why an identity, a card or a signature is not taken. The codes are stable: audit, logs and the words for people name
them, and none is ever given another meaning. An `AdapterError` carries one, or a verdict of a report does.
"""

from enum import StrEnum, unique


@unique
class IdentityCode(StrEnum):
    """One reason each. The words that people read belong to the portal; the comment says what happened."""

    # --- the way to a provider and back
    USER_CANCELLED = "USER_CANCELLED"  # they stopped
    PROVIDER_UNAVAILABLE = "PROVIDER_UNAVAILABLE"  # no answer, or none that can be read
    PROVIDER_TIMEOUT = "PROVIDER_TIMEOUT"  # none in time
    PROVIDER_CONFIG = "PROVIDER_CONFIG"  # the city's settings and the neighbour do not fit
    RATE_LIMITED = "RATE_LIMITED"  # too many questions
    STATE_MISMATCH = "STATE_MISMATCH"  # came back to another attempt
    NONCE_REPLAYED = "NONCE_REPLAYED"  # an answer of another attempt
    NONCE_EXPIRED = "NONCE_EXPIRED"  # the attempt is too old
    CODE_REUSED = "CODE_REUSED"  # a code is good once

    # --- tokens
    TOKEN_INVALID_SIG = "TOKEN_INVALID_SIG"
    TOKEN_ALG = "TOKEN_ALG"
    TOKEN_EXPIRED = "TOKEN_EXPIRED"
    ISSUER_MISMATCH = "ISSUER_MISMATCH"
    AUDIENCE_MISMATCH = "AUDIENCE_MISMATCH"
    ACR_INSUFFICIENT = "ACR_INSUFFICIENT"  # a lower level than was asked for
    AUTH_NOT_FRESH = "AUTH_NOT_FRESH"  # asked to prove it now, they came by what they had proved before
    SCOPE_MISSING = "SCOPE_MISSING"  # less was told than was asked for
    SUB_MISMATCH = "SUB_MISMATCH"  # two answers speak of two people

    # --- cards
    PIN_WRONG = "PIN_WRONG"  # with how many tries are left
    PIN_LOCKED = "PIN_LOCKED"  # unlocked at the city's window alone
    CARD_REMOVED = "CARD_REMOVED"  # taken away while it was read
    CARD_UNSUPPORTED = "CARD_UNSUPPORTED"  # no such certificate on it, or an algorithm that is not accepted

    # --- certificates
    CERT_EXPIRED = "CERT_EXPIRED"
    CERT_NOT_YET_VALID = "CERT_NOT_YET_VALID"
    CERT_REVOKED = "CERT_REVOKED"  # whatever the reason, a hold too: nobody ever lifts it
    CERT_ADDRESS_CHANGED = "CERT_ADDRESS_CHANGED"  # affiliationChanged: name or address changed, a new one is needed
    CERT_UNTRUSTED = "CERT_UNTRUSTED"  # no pinned authority issued it
    CERT_WRONG_TYPE = "CERT_WRONG_TYPE"  # the card's other certificate, or an authority's
    CERT_WRONG_POLICY = "CERT_WRONG_POLICY"
    CERT_TEST_IN_PROD = "CERT_TEST_IN_PROD"  # a card for tests
    CERT_MALFORMED = "CERT_MALFORMED"

    # --- revocation, signature, person
    REVOCATION_UNKNOWN = "REVOCATION_UNKNOWN"  # nobody could say
    REVOCATION_STALE = "REVOCATION_STALE"  # what was said is too old
    SIGNATURE_INVALID = "SIGNATURE_INVALID"
    DOCUMENT_MISMATCH = "DOCUMENT_MISMATCH"  # a good signature, under something else
    ATTRIBUTE_MISMATCH = "ATTRIBUTE_MISMATCH"  # the form names somebody else
    SUBSTITUTE_CHARACTERS = (
        "SUBSTITUTE_CHARACTERS"  # 代替文字: the card does not show the name or address as registered
    )
    DELEGATION_INVALID = "DELEGATION_INVALID"
