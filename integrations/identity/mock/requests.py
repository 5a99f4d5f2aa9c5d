"""Whether an authorization request is one: RFC 6749 4.1.1, RFC 7636 4.3, and what DAS asks beyond. Shows no page."""

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
    """A sound request. `transaction`: what is to be signed, "" for a sign-in."""

    redirect_uri: str
    state: str
    nonce: str
    code_challenge: str
    scope: str
    acr: str
    fault: str
    transaction: str = ""


class Untrusted(Exception):
    """Nothing may be sent to the address that the request names; the reader sees a page (RFC 6749 4.1.2.1)."""


class SentBack(Exception):
    """The client learns the error at its own address."""

    def __init__(self, redirect_uri: str, state: str, error: str) -> None:
        super().__init__(error)
        self.redirect_uri, self.state, self.error = redirect_uri, state, error


def read_auth_request(
    query: QueryParams, client_id: str, redirect_uris: tuple[str, ...], names: SigningNames | None
) -> AuthRequest:
    """The request. Untrusted where client or address is not registered to the letter, SentBack for every other fault.
    `names`: of 署名API; None where nothing is signed."""
    asked = dict(query.multi_items())
    if len(asked) != len(query.multi_items()):
        raise Untrusted("a parameter stands twice")
    if asked.get("client_id") != client_id:
        raise Untrusted("client_id is not registered")
    redirect_uri = asked.get("redirect_uri", "")
    if redirect_uri not in redirect_uris:
        raise Untrusted("redirect_uri is not registered")
    error = _error(asked, names)
    if error:
        raise SentBack(redirect_uri, asked.get("state", ""), error)
    return AuthRequest(
        redirect_uri=redirect_uri,
        state=asked["state"],
        nonce=asked["nonce"],
        code_challenge=asked["code_challenge"],
        scope=asked["scope"],
        acr=asked.get("acr_values", "aal3").split(" ")[0],
        fault=asked.get("fault", NONE),
        transaction=asked.get(names.parameter, "") if names else "",
    )


def _error(asked: Mapping[str, str], names: SigningNames | None) -> str:
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in asked.get("scope", "").split():
        return "invalid_scope"
    if names and (names.scope in asked["scope"].split()) is not bool(asked.get(names.parameter)):
        return "invalid_scope"
    printable = all(_PRINTABLE.fullmatch(asked.get(name, "")) for name in ("state", "nonce"))
    pkce = asked.get("code_challenge_method") == "S256" and _CHALLENGE.fullmatch(asked.get("code_challenge", ""))
    again = asked.get("prompt", "login") == "login" and asked.get("max_age", "0").isdecimal()
    return (
        "" if printable and pkce and again and asked.get("fault", NONE) in (FAULTS | SIGN_FAULTS) else "invalid_request"
    )
