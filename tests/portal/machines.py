"""API clients for tests."""

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
from portal.services.machines.api_scopes import ACKNOWLEDGE, FILES, READ, RESULT
from portal.services.machines.propose_client import ShownSecret, Wanted, confirm_client, propose_client
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.staff import staff_members
from tests.portal.world import DUTY, add_member

BASE = "http://127.0.0.1:8000"
TOKEN_URL = f"{BASE}/oauth/token"
ALL = (READ, FILES, ACKNOWLEDGE, RESULT)
JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def administrators(installation: Installation) -> tuple[Member, Member]:
    members = []
    for login in ("kanri", "joho"):
        with installation.database.read() as unit:
            row = staff_members.by_login(unit, login)
        members.append(
            Member(row.id, login, row.name, frozenset({("administrator", "*")}), "192.0.2.1")
            if row
            else add_member(installation, login, ("administrator", "*"))
        )
    return members[0], members[1]


@dataclass
class Caller:
    """An API client; without `token` it sends no Authorization header."""

    installation: Installation
    client_id: str
    secret: str
    client: TestClient
    token: str = ""
    sent: dict[str, str] = field(default_factory=dict)

    def assertion(self, secret: str = "", alg: str = "HS256", **changes: object) -> str:
        return signed(self.installation, self.client_id, secret or self.secret, alg, **changes)

    def ask(self, assertion: str, path: str = "/oauth/token", **more: str) -> Response:
        form = {"client_assertion_type": JWT, "client_assertion": assertion, **more}
        return self.client.post(path, data=form)

    def sign_in(self, **more: str) -> "Caller":
        response = self.ask(self.assertion(), grant_type="client_credentials", **more)
        assert response.status_code == 200, response.text
        self.token = response.json()["access_token"]
        return self

    def headers(self, more: Mapping[str, str]) -> dict[str, str]:
        return ({"Authorization": f"Bearer {self.token}"} if self.token else {}) | dict(more)

    def get(self, address: str, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(address, headers=self.headers(named))

    def post(self, address: str, body: object, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(address, json=body, headers=self.headers(named))


def signed(installation: Installation, client_id: str, secret: str, alg: str = "HS256", **changes: object) -> str:
    """A client assertion for the token endpoint, valid for a minute; a change to None removes the claim."""
    now = int(installation.clock.now().timestamp())
    claims: dict[str, Any] = {
        "iss": client_id, "sub": client_id, "aud": TOKEN_URL, "iat": now, "exp": now + 60, "jti": str(uuid.uuid4()),
    } | changes  # fmt: skip
    present = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": alg}, present, OctKey.import_key(secret), algorithms=[alg])


def add_client(
    installation: Installation, *, duties: Sequence[str] = (DUTY,), scopes: Sequence[str] = ALL,
    procedures: Sequence[str] = (), places: Sequence[str] = (), basic: bool = False, known_as: str = "",
) -> ShownSecret:  # fmt: skip
    proposer, confirmer = administrators(installation)
    request = Wanted("介護保険システム", duties, procedures, scopes, places, basic, known_as)
    with installation.database.write() as unit:
        secret = confirm_client(installation, unit, confirmer, propose_client(installation, unit, proposer, request))
        unit.commit()
    return secret


def add_machine(installation: Installation, *, app: TestClient | None = None, **options: Any) -> Caller:
    """`options`: as of `add_client`."""
    client = add_client(installation, **options)
    browser = app or TestClient(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False)
    return Caller(installation, client.client.id, client.secret, browser)


@cache
def problem(name: str) -> str:
    return f"urn:kakanai:problem:{name}"
