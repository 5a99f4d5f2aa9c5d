"""A resident at a browser without scripts, at their contacts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from httpx2 import Response
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.store.residents import contacts

HERE = "/applications/contact"


@dataclass
class Browser:
    client: TestClient
    person: str

    def get(self, address: str = HERE) -> Response:
        return self.client.get(address)

    def post(self, address: str, boxes: Mapping[str, object] | None = None) -> Response:
        token = re.search(r'name="csrf_token" value="([^"]*)"', self.get().text)
        assert token is not None
        return self.client.post(f"{HERE}/{address}", data={"csrf_token": token[1], **(boxes or {})})


def signed_in(installation: Installation, person: str) -> Browser:
    with installation.database.write() as unit:
        token = open_session(installation, unit, "resident", person_id=person)
        unit.commit()
    return seen_from(installation, token, person)


def seen_from(installation: Installation, token: str, person: str) -> Browser:
    client = TestClient(
        make_app(installation, with_worker=False), base_url="http://127.0.0.1:8000", follow_redirects=False
    )
    client.cookies.set("kakanai_resident", token)
    client.cookies.set("kakanai_browser", "a browser")
    return Browser(client, person)


def states(installation: Installation, person: str) -> dict[str, str]:
    with installation.database.read() as unit:
        return {row.channel: row.state for row in contacts.of_person(unit, person)}
