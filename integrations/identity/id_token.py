"""Whether an id token is for us, from them, of now and of this attempt: OpenID Connect Core 3.1.3.7.

Knows no HTTP. No message holds the token or a claim's value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from integrations.identity.signed import VerificationKeys, signed_claims
from integrations.interfaces import AdapterError

SKEW = timedelta(seconds=60)
FRESH = timedelta(minutes=10)  # as long as an attempt lives


@dataclass(frozen=True)
class Expected:
    """What the token must say. `acr_accepted` empty: no level was asked for, so none is checked. `fresh`: it must say that
    somebody proved themselves within the attempt."""

    issuer: str
    client_id: str
    nonce: str
    acr_accepted: tuple[str, ...]
    fresh: bool = False


@dataclass(frozen=True)
class IdToken:
    """What a sound token said. `auth_time` is `iat` where the provider does not tell it; `methods` is its `amr`; `claims`
    are all of them, for what one provider alone tells."""

    subject: str
    acr: str
    methods: tuple[str, ...]
    auth_time: datetime
    claims: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)


def read_id_token(token: str, keys: VerificationKeys, expected: Expected, now: datetime) -> IdToken:
    """The checked token. AdapterError TOKEN_ALG, TOKEN_INVALID_SIG, ISSUER_MISMATCH, AUDIENCE_MISMATCH, TOKEN_EXPIRED
    (or of the future), NONCE_REPLAYED (not this attempt's), SUB_MISMATCH (names nobody), ACR_INSUFFICIENT,
    AUTH_NOT_FRESH."""
    claims = signed_claims(token, keys)
    if claims.get("iss") != expected.issuer:
        raise AdapterError("ISSUER_MISMATCH", permanent=True)
    _check_audience(claims, expected.client_id)
    issued = _check_time(claims, now)
    if claims.get("nonce") != expected.nonce:
        raise AdapterError("NONCE_REPLAYED", permanent=True)
    subject, acr, methods = claims.get("sub"), claims.get("acr"), claims.get("amr")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise AdapterError("SUB_MISMATCH", "the token names nobody", permanent=True)
    if expected.acr_accepted and acr not in expected.acr_accepted:
        raise AdapterError("ACR_INSUFFICIENT", permanent=True)
    authenticated = _moment(claims.get("auth_time"))
    if expected.fresh and not (authenticated and now - FRESH - SKEW <= authenticated <= now + SKEW):
        raise AdapterError("AUTH_NOT_FRESH", permanent=True)
    return IdToken(
        subject=subject,
        acr=acr if isinstance(acr, str) else "",
        methods=tuple(method for method in methods if isinstance(method, str)) if isinstance(methods, list) else (),
        auth_time=authenticated or issued,
        claims=claims,
    )


def _check_audience(claims: Mapping[str, object], client_id: str) -> None:
    """We are the only audience, or one of several and the authorized party."""
    audience, party = claims.get("aud"), claims.get("azp")
    others = isinstance(audience, list) and len(audience) > 1
    ours = audience == client_id or (isinstance(audience, list) and client_id in audience)
    if not ours or (party != client_id if others else party not in (None, client_id)):
        raise AdapterError("AUDIENCE_MISMATCH", permanent=True)


def _check_time(claims: Mapping[str, object], now: datetime) -> datetime:
    expires, issued, begins = (_moment(claims.get(name)) for name in ("exp", "iat", "nbf"))
    if expires is None or issued is None or now >= expires + SKEW:
        raise AdapterError("TOKEN_EXPIRED", permanent=True)
    if max(issued, begins or issued) > now + SKEW:
        raise AdapterError("TOKEN_EXPIRED", "of the future", permanent=True)
    return issued


def _moment(seconds: object) -> datetime | None:
    """A NumericDate (RFC 7519 2), or None for anything else."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
