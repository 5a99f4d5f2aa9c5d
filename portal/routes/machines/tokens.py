"""OAuth 2.0 client credentials (RFC 6749 4.4), introspection (RFC 7662)."""

import base64
import binascii
from urllib.parse import parse_qsl, unquote_plus

from fastapi import Request, Response

from portal.db import Unit
from portal.errors import Problem
from portal.services.machines.api_scopes import wanted
from portal.services.machines.check_client import Checked, check_assertion, check_basic
from portal.services.machines.issue_token import issue_token, scope_words, token_of
from portal.services.shared.installation import Installation
from portal.web.machines.models import Introspection, IntrospectionRequest, Token, TokenRequest
from portal.web.machines.problem_answer import as_json
from portal.web.machines.route import MachineRouter, TokenRoute, documented
from portal.web.shared.refused_sign_in import record_refusal
from portal.web.shared.state import installation_of, place_of

router = MachineRouter(prefix="/oauth", route_class=TokenRoute)

_JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_NO_CACHE = {"Pragma": "no-cache"}
_STATUS = {"invalid_client": 401}
_PROBLEMS = ("bad_request", "too_large", "unsupported_media_type")


class _Refused(Exception):  # an error code of RFC 6749 5.2
    pass


@router.post(
    "/token", response_model=Token, tags=["認証"], operation_id="getToken", summary="アクセストークンを得る",
    description="client_secret_jwt（HS256。exp は5分以内、jti は1回だけ）。暫定で許されたクライアントだけ client_secret_basic も使えます。リフレッシュトークンはありません。",
    response_description="トークン", openapi_extra=documented(*_PROBLEMS, form=TokenRequest),
)  # fmt: skip
def token(request: Request) -> Response:
    installation, form = installation_of(request), _form(request.state.body)
    try:
        if form.get("grant_type") != "client_credentials":
            raise _Refused("unsupported_grant_type" if "grant_type" in form else "invalid_request")
        with installation.database.write() as unit:
            checked = _checked(request, installation, unit, form)
            scopes = wanted(installation.settings, form.get("scope", ""), frozenset(checked.client.scopes.split()))
            if scopes is None:
                unit.commit()  # the assertion is used up
                raise _Refused("invalid_scope")
            issued = issue_token(installation, unit, checked, scopes, place_of(request))
            unit.commit()
    except _Refused as refused:
        return _refusal(request, str(refused))
    answer = Token(access_token=issued.token, token_type="Bearer", expires_in=issued.seconds, scope=issued.scope)
    return as_json(answer.model_dump(), headers=_NO_CACHE)


@router.post(
    "/introspect", response_model=Introspection, tags=["認証"], operation_id="introspect",
    summary="自分のトークンが有効か確かめる", response_description="有効か",
    openapi_extra=documented(*_PROBLEMS, form=IntrospectionRequest),
)  # fmt: skip
def introspect(request: Request) -> Response:
    """Reports the caller's own tokens only; any other token is inactive."""
    installation, form = installation_of(request), _form(request.state.body)
    try:
        with installation.database.change() as unit:
            checked = _checked(request, installation, unit, form)
            issued = token_of(installation.clock, unit, form.get("token", ""))
    except _Refused as refused:
        return _refusal(request, str(refused))
    answer = Introspection(active=False)
    if issued is not None and issued.client_id == checked.client.id:
        answer = Introspection(
            active=True, client_id=issued.client_id, token_type="Bearer",
            scope=scope_words(installation.settings, frozenset(issued.scopes.split())),
            iat=issued.made_at // 1_000_000, exp=issued.ends_at // 1_000_000,
        )  # fmt: skip
    return as_json(answer.model_dump(exclude_none=True), headers=_NO_CACHE)


def _form(body: bytes) -> dict[str, str]:
    # Each parameter at most once (RFC 6749 3.2). Raises Problem for a malformed form.
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError:
        raise Problem("bad_request") from None
    if len(dict(pairs)) != len(pairs):
        raise Problem("bad_request")
    return dict(pairs)


def _checked(request: Request, installation: Installation, unit: Unit, form: dict[str, str]) -> Checked:
    # Raises _Refused unless the client authenticates.
    authorization, assertion = request.headers.get("authorization", ""), form.get("client_assertion", "")
    if bool(authorization) == bool(assertion) or (assertion and form.get("client_assertion_type") != _JWT):
        raise _Refused("invalid_client" if not authorization and not assertion else "invalid_request")
    if assertion:
        checked = check_assertion(installation, unit, assertion, form.get("client_id", ""), place_of(request))
    else:
        checked = check_basic(installation.keys, unit, *_basic(authorization), place_of(request))
    if checked is None:
        raise _Refused("invalid_client")
    return checked


def _basic(authorization: str) -> tuple[str, str]:
    # Client id and secret (RFC 6749 2.3.1); both empty if malformed.
    kind, _, rest = authorization.partition(" ")
    try:
        name, colon, secret = base64.b64decode(rest, validate=True).decode("ascii").partition(":")
    except (ValueError, binascii.Error):
        return "", ""
    plain = unquote_plus(name).replace("\0", "")
    return (plain, unquote_plus(secret)) if kind.lower() == "basic" and colon else ("", "")


def _refusal(request: Request, error: str) -> Response:
    request.state.error = error
    if error == "invalid_client":
        record_refusal(request, "fail to sign in", error)
    headers = {"WWW-Authenticate": 'Basic realm="kakanai"'} if error == "invalid_client" else {}
    return as_json({"error": error}, _STATUS.get(error, 400), {**_NO_CACHE, **headers})
