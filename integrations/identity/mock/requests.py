"""RFC 6749 4.1.1, RFC 7636 4.3, DAS."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from integrations.identity.mock.faults import FAULTS, NONE, SIGN_FAULTS
from integrations.identity.signing_names import SigningNames

_PRINTABLE = re.compile(r"[\x20-\x7e]{1,255}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class AuthRequest:
    redirect_uri: str
    state: str
    nonce: str
    code_challenge: str
    scope: str
    acr: str
    fault: str
    transaction: str = ""  # what to sign, "" for a sign-in


class Untrusted(Exception):
    """No redirect allowed (RFC 6749 4.1.2.1)."""


class SentBack(Exception):
    def __init__(self, redirect_uri: str, state: str, error: str) -> None:
        super().__init__(error)
        self.redirect_uri, self.state, self.error = redirect_uri, state, error


def read_auth_request(
    query: QueryParams, client_id: str, redirect_uris: tuple[str, ...], names: SigningNames | None
) -> AuthRequest:
    """Raises Untrusted for an unregistered client or address, else SentBack. `names` None: no signing."""
    parameters = dict(query.multi_items())
    if len(parameters) != len(query.multi_items()):
        raise Untrusted("a parameter is repeated")
    if parameters.get("client_id") != client_id:
        raise Untrusted("client_id is not registered")
    redirect_uri = parameters.get("redirect_uri", "")
    if redirect_uri not in redirect_uris:
        raise Untrusted("redirect_uri is not registered")
    error = _error(parameters, names)
    if error:
        raise SentBack(redirect_uri, parameters.get("state", ""), error)
    return AuthRequest(
        redirect_uri=redirect_uri,
        state=parameters["state"],
        nonce=parameters["nonce"],
        code_challenge=parameters["code_challenge"],
        scope=parameters["scope"],
        acr=parameters.get("acr_values", "aal3").split(" ")[0],
        fault=parameters.get("fault", NONE),
        transaction=parameters.get(names.parameter, "") if names else "",
    )


def _error(parameters: Mapping[str, str], names: SigningNames | None) -> str:
    if parameters.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in parameters.get("scope", "").split():
        return "invalid_scope"
    if names and (names.scope in parameters["scope"].split()) is not bool(parameters.get(names.parameter)):
        return "invalid_scope"
    printable = all(_PRINTABLE.fullmatch(parameters.get(name, "")) for name in ("state", "nonce"))
    pkce = parameters.get("code_challenge_method") == "S256" and _CHALLENGE.fullmatch(
        parameters.get("code_challenge", "")
    )
    again = parameters.get("prompt", "login") == "login" and parameters.get("max_age", "0").isdecimal()
    return (
        ""
        if printable and pkce and again and parameters.get("fault", NONE) in (FAULTS | SIGN_FAULTS)
        else "invalid_request"
    )
