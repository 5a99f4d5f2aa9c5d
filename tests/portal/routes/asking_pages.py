"""Requests any route of the application in the test's own process, with the cookies of a given person."""

import re
from dataclasses import dataclass, field

from fastapi import FastAPI, Request
from httpx2 import Response
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import TRANSFER
from portal.services.shared.sessions import open_session
from portal.web.shared.piece_posting import KIND
from portal.web.shared.posting import form_token
from portal.web.shared.router import PageRoute
from tests.portal.world import DUTY, add_member

BASE = "http://127.0.0.1:8000"
PROCEDURE = "kaigo-hihokenshasho-saikofu"
# Values of path variables; others get 999 if numeric, and a name that does not exist otherwise.
_VALUES = {
    "procedure": PROCEDURE, "procedures": PROCEDURE, "receipt": "26-000-000-001", "guide": "birth", "channel": "mail",
    "paper": TRANSFER, "layout": "generic.application", "duty": DUTY,
}  # fmt: skip
_VARIABLE = re.compile(r"{(\w+)(?::(\w+))?}")


def address_of(path: str) -> str:
    def value(variable: re.Match[str]) -> str:
        return "999" if variable[2] == "row_number" else _VALUES.get(variable[1], "nothing")

    return _VARIABLE.sub(value, path)


@dataclass
class Asker:
    client: TestClient
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, page: PageRoute) -> Response:
        headers = {"cookie": "; ".join(f"kakanai_{name}={value}" for name, value in self.cookies.items())}
        if page.method == "GET":
            return self.client.get(address_of(page.path), headers=headers)
        scope = {"type": "http", "app": self.client.app, "headers": [(b"cookie", headers["cookie"].encode())]}
        token = form_token(Request(scope))
        if page.method == "PATCH":
            digest = f"sha-256=:{'A' * 43}=:"
            headers_of_piece = {
                "content-type": KIND,
                "x-form-token": token,
                "repr-digest": digest,
                "upload-length": "1",
                "upload-offset": "0",
            }
            return self.client.patch(address_of(page.path), headers=headers | headers_of_piece, content=b"x")
        return self.client.post(address_of(page.path), headers=headers, data={"csrf_token": token, "revision": "1"})


class Askers:
    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self.app: FastAPI = make_app(installation, with_worker=False)
        self._client = TestClient(self.app, base_url=BASE, follow_redirects=False)
        self._staff: dict[frozenset[str], Asker] = {}

    def signed_out(self) -> Asker:
        return Asker(self._client, {"browser": "a browser"})

    def call(self, method: str, path: str) -> int:
        """The status of an API request without a token and with a large invalid body."""
        headers = {"Content-Type": "application/json"}
        return self._client.request(method, address_of(path), content=b"[" * 100_000, headers=headers).status_code

    def staff(self, roles: frozenset[str]) -> Asker:
        if roles not in self._staff:
            member = add_member(
                self._installation, f"member-{len(self._staff)}", *((role, "*") for role in sorted(roles))
            )
            with self._installation.database.write() as unit:
                token = open_session(self._installation, unit, "staff", staff_id=member.id)
                unit.commit()
            self._staff[roles] = Asker(self._client, {"browser": "a browser", "staff": token})
        return self._staff[roles]
