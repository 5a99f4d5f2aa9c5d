"""Where machines get their access tokens (OAuth 2.0 client credentials, RFC 6749 4.4) and may ask what one is worth (RFC 7662)."""

import base64
import binascii
from typing import Annotated
from urllib.parse import parse_qsl, unquote_plus

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Problem
from portal.services import throttle
from portal.services.api_scopes import wanted
from portal.services.check_client import Checked, check_assertion, check_basic
from portal.services.installation import Installation
from portal.services.issue_token import issue_token, scope_words, token_of
from portal.services.throttle import Limit
from portal.web.page_route import Sent
from portal.web.problem_answer import as_json
from portal.web.raw_body import raw_body
from portal.web.router import Router
from portal.web.state import installation_of, place_of

router = Router(prefix="/oauth")

_JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_BY_PLACE = Limit("tokens of machines by address", 120, 60)
_NO_CACHE = {"Pragma": "no-cache"}
_STATUS = {"invalid_client": 401}
Form = Annotated[bytes, Sent(raw_body(16 * 1024))]


class _Refused(Exception):  # a word of RFC 6749 5.2
    pass


@router.post("/token")
def token(request: Request, body: Form) -> Response:
    installation, form = installation_of(request), _form(request, body)
    try:
        if form.get("grant_type") != "client_credentials":
            raise _Refused("unsupported_grant_type" if "grant_type" in form else "invalid_request")
        with installation.database.write() as unit:
            checked = _checked(request, installation, unit, form)
            scopes = wanted(installation, form.get("scope", ""), frozenset(checked.client.scopes.split()))
            if scopes is None:
                unit.commit()  # the assertion was used
                raise _Refused("invalid_scope")
            issued = issue_token(installation, unit, checked, scopes, place_of(request))
            unit.commit()
    except _Refused as refused:
        return _refusal(request, str(refused))
    told = {"access_token": issued.token, "token_type": "Bearer", "expires_in": issued.seconds, "scope": issued.scope}
    return as_json(told, headers=_NO_CACHE)


@router.post("/introspect")
def introspect(request: Request, body: Form) -> Response:
    """Of its own tokens alone: another's is as good as none."""
    installation, form = installation_of(request), _form(request, body)
    try:
        with installation.database.write() as unit:
            checked = _checked(request, installation, unit, form)
            found = token_of(installation, unit, form.get("token", ""))
            unit.commit()
    except _Refused as refused:
        return _refusal(request, str(refused))
    if found is None or found.client_id != checked.client.id:
        return as_json({"active": False}, headers=_NO_CACHE)
    told = {
        "active": True, "client_id": found.client_id, "token_type": "Bearer",
        "scope": scope_words(installation, frozenset(found.scopes.split())),
        "iat": found.made_at // 1_000_000, "exp": found.ends_at // 1_000_000,
    }  # fmt: skip
    return as_json(told, headers=_NO_CACHE)


def _form(request: Request, body: bytes) -> dict[str, str]:
    """Each parameter once (RFC 6749 3.2). Problem for what is no form, and for an address that has asked too often."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        share = throttle.tally(installation, unit, _BY_PLACE, place_of(request))
        unit.commit()
    if share.left < 0:
        raise Problem("too_many", headers={"Retry-After": str(share.seconds)})
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise Problem("unsupported_media_type")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError:
        raise Problem("bad_request") from None
    if len(dict(pairs)) != len(pairs):
        raise Problem("bad_request")
    return dict(pairs)


def _checked(request: Request, installation: Installation, unit: Unit, form: dict[str, str]) -> Checked:
    """_Refused unless it is the machine that it says."""
    authorization, assertion = request.headers.get("authorization", ""), form.get("client_assertion", "")
    if bool(authorization) == bool(assertion) or (assertion and form.get("client_assertion_type") != _JWT):
        raise _Refused("invalid_client" if not authorization and not assertion else "invalid_request")
    if assertion:
        checked = check_assertion(installation, unit, assertion, form.get("client_id", ""), place_of(request))
    else:
        checked = check_basic(installation, unit, *_basic(authorization), place_of(request))
    if checked is None:
        raise _Refused("invalid_client")
    return checked


def _basic(authorization: str) -> tuple[str, str]:
    """Client id and secret (RFC 6749 2.3.1); empty for rubbish."""
    kind, _, rest = authorization.partition(" ")
    try:
        name, colon, secret = base64.b64decode(rest, validate=True).decode("ascii").partition(":")
    except (ValueError, binascii.Error):
        return "", ""
    plain = unquote_plus(name).replace("\0", "")
    return (plain, unquote_plus(secret)) if kind.lower() == "basic" and colon else ("", "")


def _refusal(request: Request, error: str) -> Response:
    request.state.error = error
    headers = {"WWW-Authenticate": 'Basic realm="kakanai"'} if error == "invalid_client" else {}
    return as_json({"error": error}, _STATUS.get(error, 400), {**_NO_CACHE, **headers})
