"""Clients at the token endpoint: client_secret_jwt (RFC 7523), single-use, or client_secret_basic where allowed."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from integrations.sockets.interfaces import KeyStore
from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import WrappedKey, sealer
from portal.services.machines.machine import is_from
from portal.services.shared.needs import Basics, Records
from portal.store.machines import api_clients, api_secrets
from portal.store.machines.api_clients import LIVE, ClientRow
from portal.store.machines.api_secrets import SecretRow

TOKEN_PATH = "/oauth/token"
MOST_SIGNS = 4096
Secrets = Sequence[tuple[SecretRow | None, str]]
LONGEST, SKEW = 300, 30  # seconds: longest validity of an assertion, and tolerated clock difference
# Compared for an unknown client, so that it takes as long as a known one.
_NONE: Secrets = [(None, "nobody-has-this-secret-of-forty-three-signs-")]
_RUBBISH = (JoseError, ValueError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Checked:
    client: ClientRow
    secret: SecretRow


def check_assertion(installation: Records, unit: Unit, assertion: str, named: str, place: str) -> Checked | None:
    """None without a reason. Commit: it works once. `named`: the client_id parameter."""
    client_id = _subject(assertion)
    client, secrets = _live(installation.keys, unit, client_id)
    match: SecretRow | None = None
    claims: Mapping[str, object] = {}
    for row, secret in secrets or _NONE:
        decoded = _claims(assertion, secret)
        if decoded is not None and row is not None:
            match, claims = row, decoded
    if client is None or match is None or named not in ("", client_id) or not is_from(client, place):
        return None
    ends = _ends(installation, claims, client_id)
    if ends is None:
        return None
    jti = hashlib.sha256(str(claims["jti"]).encode()).digest()
    return Checked(client, match) if api_secrets.use_assertion(unit, client_id, jti, ends) else None


def check_basic(keys: KeyStore, unit: Unit, client_id: str, given: str, place: str) -> Checked | None:
    """As `check_assertion`."""
    client, secrets = _live(keys, unit, client_id)
    match: SecretRow | None = None
    for row, secret in secrets or _NONE:
        if hmac.compare_digest(secret.encode(), given.encode()):
            match = row
    if client is None or match is None or not client.basic or not is_from(client, place):
        return None
    return Checked(client, match)


def _live(keys: KeyStore, unit: Unit, client_id: str) -> tuple[ClientRow | None, Secrets]:
    client = api_clients.by_id(unit, client_id) if client_id else None
    if client is None or client.state != LIVE:
        return None, []
    rows = [row for row in api_secrets.of(unit, client_id) if row.state == LIVE]
    return client, [(row, open_secret(keys, row)) for row in rows]


def open_secret(keys: KeyStore, row: SecretRow) -> str:
    if row.sealed is None or row.wrapped_key is None:
        raise ValueError("secret")
    box = sealer(keys, f"api secret:{row.id}", WrappedKey(row.key_id, row.wrapped_key))
    return str(box.open("secret", row.sealed))


def _subject(assertion: str) -> str:
    # Unverified; "" for garbage.
    try:
        body = assertion.split(".")[1]
        payload = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        subject = payload["sub"]
    except (IndexError, KeyError, TypeError, ValueError, RecursionError, binascii.Error):
        return ""
    return subject if isinstance(subject, str) and subject.isascii() and subject.isprintable() else ""


def _claims(assertion: str, secret: str) -> Mapping[str, object] | None:
    if len(assertion) > MOST_SIGNS:
        return None
    try:
        claims: Mapping[str, object] = jwt.decode(assertion, OctKey.import_key(secret), algorithms=["HS256"]).claims
    except _RUBBISH:
        return None
    return claims


def _ends(installation: Basics, claims: Mapping[str, object], client_id: str) -> int | None:
    # When its use may be forgotten (microseconds); None if invalid.
    now = installation.clock.now().timestamp()
    audience = claims.get("aud")
    # Compared one by one: JSON may hold what has no hash.
    own_addresses = (f"{installation.settings.base_url}{TOKEN_PATH}", installation.settings.base_url)
    audiences = audience if isinstance(audience, list) else [audience]
    jti, expires = claims.get("jti"), _seconds(claims.get("exp"))
    if (
        claims.get("iss") != client_id
        or claims.get("sub") != client_id
        or not any(claim in own_addresses for claim in audiences)
    ):
        return None
    if not isinstance(jti, str) or not 8 <= len(jti) <= 256 or not jti.isprintable() or expires is None:
        return None
    if not now - SKEW < expires <= now + LONGEST + SKEW:
        return None
    begins = [_seconds(claims[name]) for name in ("iat", "nbf") if name in claims]
    if any(claim is None or claim > now + SKEW for claim in begins):
        return None
    return to_micro(installation.clock.now()) + (LONGEST + 2 * SKEW) * 1_000_000


def _seconds(value: object) -> int | float | None:
    # As sent: an integer may be beyond a float.
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
