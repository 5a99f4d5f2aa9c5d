"""GビズID over OpenID Connect, after 「接続システム向けガイドライン」 2.9 (3.4.1), read at second hand: scopes, claims and the
codes of `account_type` and `corp_type` are as it lists them; the rest is standard OpenID Connect."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from joserfc.jwk import ECKey

from forms.numbers.check_digits import of_corporation
from integrations.http import Transport
from integrations.identity.code_flow import Client, CodeFlow
from integrations.identity.refusals import userinfo_refusal
from integrations.identity.signed import RS256
from integrations.sockets.company_socket import Account, CompanyAssertion, CompanyFacts
from integrations.sockets.interfaces import AdapterError, Callback, SignInRequest

SCOPE = "openid profile user"
_ACCOUNTS: Mapping[str, Account] = {"1": "entry", "2": "prime", "3": "member"}
_CORPORATION, _SOLE = "1", "2"
_LONGEST = 300
# Unconfirmed: the form of 個人事業主管理番号, which this claim has for sole proprietors.
_NUMBERS = {_CORPORATION: re.compile("[1-9][0-9]{12}"), _SOLE: re.compile("[0-9A-Za-z-]{1,40}")}


@dataclass(frozen=True)
class GbizidSettings:
    """`issuer` exactly as it names itself: the real one ends with a slash. It has no `private_key_jwt`."""

    issuer: str
    client_id: str
    secret: str
    scope: str = SCOPE


class Gbizid:
    """Thread-safe."""

    name = "gbizid"

    def __init__(self, settings: GbizidSettings, transport: Transport, key: ECKey) -> None:
        self._issuer, self._transport = settings.issuer, transport
        client = Client(
            settings.issuer, settings.client_id, settings.scope, algorithms=(RS256,), secret=settings.secret
        )
        self._flow = CodeFlow(client, transport, key)

    def begin(self, request: SignInRequest) -> str:
        return self._flow.address(request)

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> CompanyAssertion:
        """`now` is aware."""
        access_token, token = self._flow.redeem(callback, request, now)
        reply = self._transport.get(self._flow.endpoints().userinfo, {"Authorization": f"Bearer {access_token}"})
        if reply.status != 200:
            raise userinfo_refusal(reply.status)
        claims = reply.json()
        if not isinstance(claims, dict) or claims.get("sub") != token.subject:
            raise AdapterError("SUB_MISMATCH", "userinfo is about another account", permanent=True)
        return read_company(claims, self._issuer, token.subject, token.auth_time)

    def ready(self) -> bool:
        return self._flow.ready()


def read_company(
    claims: Mapping[str, object], issuer: str, subject: str, auth_time: datetime
) -> CompanyAssertion:  # fmt: skip
    """Raises AdapterError SCOPE_MISSING without type, name, or the number of an examined company."""
    account, kind = _ACCOUNTS.get(_text(claims, "account_type")), _text(claims, "corp_type")
    number, name = _text(claims, "corporate_number"), _text(claims, "name")
    if account is None or kind not in _NUMBERS:
        raise AdapterError("SCOPE_MISSING", "no account_type or corp_type", permanent=True)
    if account != "entry" and not (name and _is_number(kind, number)):
        raise AdapterError("SCOPE_MISSING", "no name or corporate_number", permanent=True)
    facts = CompanyFacts(
        number=number if kind == _CORPORATION and account != "entry" else "",
        name=name,
        address="".join(_text(claims, part) for part in ("prefecture_name", "address1", "address2")),
        representative=_both(claims, "rep_last_nm", "rep_first_nm"),
        representative_kana=_both(claims, "rep_last_nm_kana", "rep_first_nm_kana"),
    )
    return CompanyAssertion(
        issuer=issuer,
        subject=subject,
        account=account,
        company=f"entry:{subject}" if account == "entry" else f"{kind}:{number}",
        facts=facts,
        person=_both(claims, "user_last_nm", "user_first_nm"),
        auth_time=auth_time,
    )


def _is_number(kind: str, number: str) -> bool:
    if not _NUMBERS[kind].fullmatch(number):
        return False
    return kind == _SOLE or number[0] == of_corporation(number[1:])


def _both(claims: Mapping[str, object], family: str, given: str) -> str:
    return "\u3000".join(filter(None, (_text(claims, family), _text(claims, given))))


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value.strip()[:_LONGEST] if isinstance(value, str) and value.isprintable() else ""
