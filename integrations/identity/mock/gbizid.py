"""GビズID for demo and tests."""

from collections.abc import Callable, Mapping
from datetime import datetime

from integrations.identity.mock.persona import Persona
from integrations.identity.mock.provider import MockProvider
from integrations.identity.mock.staff import staff_provider

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
    clock: Callable[[], datetime], slow_seconds: float = 12.0,
) -> MockProvider:  # fmt: skip
    """`issuer` ends with a slash, as the real one does."""
    return staff_provider(people, issuer, client_id, secret, redirect_uri, clock, slow_seconds, lead=LEAD)
