"""GビズID for demo and tests."""

from collections.abc import Callable, Mapping
from datetime import datetime

from joserfc.jwk import RSAKey

from integrations.identity.mock.grants import Grants
from integrations.identity.mock.persona import Persona
from integrations.identity.mock.provider import MockProvider
from integrations.identity.signed import VerificationKeys

LEAD = "GビズIDでログインしたことにして、元の画面へもどります。"
_ACCOUNT = {"entry": ("1", "エントリー"), "prime": ("2", "プライム"), "member": ("3", "メンバー")}


def account(
    login: str, kind: str, company: Mapping[str, str], name: tuple[str, str], department: str = ""
) -> Persona:  # fmt: skip
    """`company`: claims of the scope `profile`; `name`: family and given."""
    code, label = _ACCOUNT[kind]
    member = {"parent_id": "prime@example.jp"} if kind == "member" else {}
    profile = {"account_type": code, **company, **member}
    user = {"user_last_nm": name[0], "user_first_nm": name[1], "user_department": department}
    about = f"gBizID{label}。{company['name']}{f'（{department}）' if department else ''}"
    return Persona(login, "\u3000".join(name), about=about, shares={"profile": profile, "user": user})


def gbizid_provider(
    people: tuple[Persona, ...], issuer: str, client_id: str, secret: str, redirect_uri: str,
    clock: Callable[[], datetime], slow_seconds: float = 30.0,
) -> MockProvider:  # fmt: skip
    """`issuer` ends with a slash, as the real one does."""
    return MockProvider(
        people={person.id: person for person in people},
        issuer=issuer,
        client_id=client_id,
        client_keys=VerificationKeys(lambda: {"keys": []}),
        redirect_uris=(redirect_uri,),
        clock=clock,
        slow_seconds=slow_seconds,
        key=RSAKey.generate_key(2048),
        other_key=RSAKey.generate_key(2048),
        grants=Grants(clock),
        secret=secret,
        lead=LEAD,
    )
