"""Validates id tokens (OpenID Connect Core 3.1.3.7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from integrations.identity.signed import VerificationKeys, signed_claims
from integrations.sockets.interfaces import AdapterError

SKEW = timedelta(seconds=60)
FRESH = timedelta(minutes=10)  # lifetime of an attempt


@dataclass(frozen=True)
class Expected:
    """`acr_accepted` empty: no level was requested."""

    issuer: str
    client_id: str
    nonce: str
    acr_accepted: tuple[str, ...]
    fresh: bool = False  # the person must have authenticated within the attempt


@dataclass(frozen=True)
class IdToken:
    """`auth_time` is `iat` if the provider omits it; `methods` is `amr`."""

    subject: str
    acr: str
    methods: tuple[str, ...]
    auth_time: datetime
    # All of them, for one provider's own.
    claims: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)


def read_id_token(token: str, keys: VerificationKeys, expected: Expected, now: datetime) -> IdToken:
    """Raises AdapterError TOKEN_ALG, TOKEN_INVALID_SIG, ISSUER_MISMATCH, AUDIENCE_MISMATCH, TOKEN_EXPIRED (or issued in
    the future), NONCE_REPLAYED (another attempt's), SUB_MISMATCH (no subject), ACR_INSUFFICIENT, AUTH_NOT_FRESH."""
    claims = signed_claims(token, keys)
    if claims.get("iss") != expected.issuer:
        raise AdapterError("ISSUER_MISMATCH", permanent=True)
    _check_audience(claims, expected.client_id)
    issued = _check_time(claims, now)
    if claims.get("nonce") != expected.nonce:
        raise AdapterError("NONCE_REPLAYED", permanent=True)
    subject, acr, methods = claims.get("sub"), claims.get("acr"), claims.get("amr")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise AdapterError("SUB_MISMATCH", "the token has no subject", permanent=True)
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
    # Of several audiences, we must be the authorized party.
    audience, party = claims.get("aud"), claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    ours = audience == client_id or (isinstance(audience, list) and client_id in audience)
    if not ours or (party != client_id if several else party not in (None, client_id)):
        raise AdapterError("AUDIENCE_MISMATCH", permanent=True)


def _check_time(claims: Mapping[str, object], now: datetime) -> datetime:
    expires, issued, begins = (_moment(claims.get(name)) for name in ("exp", "iat", "nbf"))
    if expires is None or issued is None or now >= expires + SKEW:
        raise AdapterError("TOKEN_EXPIRED", permanent=True)
    if max(issued, begins or issued) > now + SKEW:
        raise AdapterError("TOKEN_EXPIRED", "issued in the future", permanent=True)
    return issued


def _moment(seconds: object) -> datetime | None:
    # NumericDate (RFC 7519 2).
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
