"""Whether somebody at the token endpoint is the machine they say: by a signed assertion (client_secret_jwt, RFC 7523) that holds for
minutes and works once, or by the secret itself (client_secret_basic) where that is allowed for the time being."""

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

from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import WrappedKey, sealer
from portal.services.installation import Installation
from portal.services.machine import comes_from
from portal.store import api_clients, api_secrets
from portal.store.api_clients import LIVE, ClientRow
from portal.store.api_secrets import SecretRow

TOKEN_PATH = "/oauth/token"
MOST_SIGNS = 4096
Secrets = Sequence[tuple[SecretRow | None, str]]
LONGEST, SKEW = 300, 30  # seconds an assertion may hold, and by which two clocks may differ
# What is compared with where nobody is found, so that an unknown client takes as long as a known one.
_NONE: Secrets = [(None, "nobody-has-this-secret-of-forty-three-signs-")]
_RUBBISH = (JoseError, ValueError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Checked:
    client: ClientRow
    secret: SecretRow


def check_assertion(installation: Installation, unit: Unit, assertion: str, named: str, place: str) -> Checked | None:
    """None whatever is wrong with it: nobody is told which. The caller commits, so that it works once. `named`: the client_id that
    stands beside it, or ""."""
    client_id = _subject(assertion)
    client, secrets = _live(installation, unit, client_id)
    found: SecretRow | None = None
    claims: Mapping[str, object] = {}
    for row, secret in secrets or _NONE:
        said = _claims(assertion, secret)
        if said is not None and row is not None:
            found, claims = row, said
    if client is None or found is None or named not in ("", client_id) or not comes_from(client, place):
        return None
    ends = _ends(installation, claims, client_id)
    if ends is None:
        return None
    jti = hashlib.sha256(str(claims["jti"]).encode()).digest()
    return Checked(client, found) if api_secrets.use_assertion(unit, client_id, jti, ends) else None


def check_basic(installation: Installation, unit: Unit, client_id: str, given: str, place: str) -> Checked | None:
    """None as `check_assertion`."""
    client, secrets = _live(installation, unit, client_id)
    found: SecretRow | None = None
    for row, secret in secrets or _NONE:
        if hmac.compare_digest(secret.encode(), given.encode()):
            found = row
    if client is None or found is None or not client.basic or not comes_from(client, place):
        return None
    return Checked(client, found)


def _live(installation: Installation, unit: Unit, client_id: str) -> tuple[ClientRow | None, Secrets]:
    client = api_clients.by_id(unit, client_id) if client_id else None
    if client is None or client.state != LIVE:
        return None, []
    rows = [row for row in api_secrets.of(unit, client_id) if row.state == LIVE]
    return client, [(row, open_secret(installation, row)) for row in rows]


def open_secret(installation: Installation, row: SecretRow) -> str:
    """KeyError or ValueError for one that is not live: a bug."""
    if row.sealed is None or row.wrapped_key is None:
        raise ValueError("secret")
    box = sealer(installation.keys, f"api secret:{row.id}", WrappedKey(row.key_id, row.wrapped_key))
    return str(box.open("secret", row.sealed))


def _subject(assertion: str) -> str:
    """Whom it says to be from, before anything of it is believed; "" for rubbish."""
    try:
        body = assertion.split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        subject = said["sub"]
    except (IndexError, KeyError, TypeError, ValueError, RecursionError, binascii.Error):
        return ""
    return subject if isinstance(subject, str) and subject.isascii() and subject.isprintable() else ""


def _claims(assertion: str, secret: str) -> Mapping[str, object] | None:
    """What it says, if this secret signed it."""
    if len(assertion) > MOST_SIGNS:
        return None
    try:
        claims: Mapping[str, object] = jwt.decode(assertion, OctKey.import_key(secret), algorithms=["HS256"]).claims
    except _RUBBISH:
        return None
    return claims


def _ends(installation: Installation, claims: Mapping[str, object], client_id: str) -> int | None:
    """When it is forgotten that it was used (microseconds); None if it is not for us, not theirs, or not of now."""
    now = installation.clock.now().timestamp()
    audience = claims.get("aud")
    here = {f"{installation.settings.base_url}{TOKEN_PATH}", installation.settings.base_url}
    meant = audience if isinstance(audience, list) else [audience]
    jti, expires = claims.get("jti"), _seconds(claims.get("exp"))
    if claims.get("iss") != client_id or claims.get("sub") != client_id or not any(one in here for one in meant):
        return None
    if not isinstance(jti, str) or not 8 <= len(jti) <= 256 or expires is None:
        return None
    if not now - SKEW < expires <= now + LONGEST + SKEW:
        return None
    begins = [_seconds(claims[name]) for name in ("iat", "nbf") if name in claims]
    if any(one is None or one > now + SKEW for one in begins):
        return None
    return to_micro(installation.clock.now()) + (LONGEST + 2 * SKEW) * 1_000_000


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
