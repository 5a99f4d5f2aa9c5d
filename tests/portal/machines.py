"""Machines for tests: made by two administrators, with a token by a signed assertion, at the whole application."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from httpx2 import Response
from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.api_scopes import ACKNOWLEDGE, FILES, READ, RESULT
from portal.services.installation import Installation
from portal.services.propose_client import Wanted, confirm_client, propose_client
from portal.services.rights import Member
from portal.store import staff_members
from tests.portal.world import DUTY, add_member

BASE = "http://127.0.0.1:8000"
TOKEN_URL = f"{BASE}/oauth/token"
ALL = (READ, FILES, ACKNOWLEDGE, RESULT)
JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def administrators(installation: Installation) -> tuple[Member, Member]:
    """Who asks, and who confirms."""
    found = []
    for login in ("kanri", "joho"):
        with installation.database.read() as unit:
            row = staff_members.by_login(unit, login)
        found.append(
            Member(row.id, login, row.name, frozenset({("administrator", "*")}), "192.0.2.1")
            if row
            else add_member(installation, login, ("administrator", "*"))
        )
    return found[0], found[1]


@dataclass
class Caller:
    """Another machine over the whole application. `token` "" : it sends none."""

    installation: Installation
    client_id: str
    secret: str
    client: TestClient
    token: str = ""
    sent: dict[str, str] = field(default_factory=dict)

    def claims(self, **changes: object) -> dict[str, Any]:
        now = int(self.installation.clock.now().timestamp())
        told = {
            "iss": self.client_id, "sub": self.client_id, "aud": TOKEN_URL, "iat": now, "exp": now + 60,
            "jti": str(uuid.uuid4()),
        }  # fmt: skip
        return {name: value for name, value in (told | changes).items() if value is not None}

    def assertion(self, secret: str = "", alg: str = "HS256", **changes: object) -> str:
        key = OctKey.import_key(secret or self.secret)
        return jwt.encode({"alg": alg}, self.claims(**changes), key, algorithms=[alg])

    def ask(self, assertion: str, path: str = "/oauth/token", **more: str) -> Response:
        form = {"client_assertion_type": JWT, "client_assertion": assertion, **more}
        return self.client.post(path, data=form)

    def sign_in(self, **more: str) -> "Caller":
        answer = self.ask(self.assertion(), grant_type="client_credentials", **more)
        assert answer.status_code == 200, answer.text
        self.token = answer.json()["access_token"]
        return self

    def headers(self, more: Mapping[str, str]) -> dict[str, str]:
        return ({"Authorization": f"Bearer {self.token}"} if self.token else {}) | dict(more)

    def get(self, address: str, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(address, headers=self.headers(named))

    def post(self, address: str, body: object, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(address, json=body, headers=self.headers(named))


def add_machine(
    installation: Installation, *, duties: Sequence[str] = (DUTY,), scopes: Sequence[str] = ALL,
    procedures: Sequence[str] = (), places: Sequence[str] = (), basic: bool = False, app: TestClient | None = None,
) -> Caller:  # fmt: skip
    asks, confirms = administrators(installation)
    wanted = Wanted("介護保険システム", duties, procedures, scopes, places, basic)
    with installation.database.write() as unit:
        client_id = propose_client(installation, unit, asks, wanted)
        shown = confirm_client(installation, unit, confirms, client_id)
        unit.commit()
    browser = app or TestClient(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False)
    return Caller(installation, client_id, shown.secret, browser)


@cache
def problem(name: str) -> str:
    return f"urn:kakanai:problem:{name}"
