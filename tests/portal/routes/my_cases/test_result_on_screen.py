"""The page of a result with what follows it: axe finds nothing, nothing runs over."""

import pytest
from playwright.sync_api import Route
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from tests.browser import PHONE, OpenPage, axe, overflow
from tests.portal.results import core_case, core_examiner
from tests.portal.routes.guest_browser import BASE
from tests.portal.world import alice


@pytest.mark.parametrize("language", ["ja", "easy"])
def test_axe_finds_nothing(installation: Installation, open_page: OpenPage, language: str) -> None:
    number = core_case(installation, core_examiner(installation))
    person = alice(installation).person_id
    with installation.database.write() as unit:
        token = open_session(installation, unit, "resident", person_id=person)
        unit.commit()
    client = TestClient(make_app(installation, with_worker=False), base_url=BASE)
    client.cookies.update({"kakanai_resident": token, "kakanai_browser": "a browser", "kakanai_language": language})

    def answer(route: Route) -> None:
        response = client.get(route.request.url)
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.content)

    page = open_page(PHONE)
    page.route("**/*", answer)
    page.goto(f"{BASE}/applications/{number}")
    assert page.get_by_role("heading", name="これから").count() >= 1
    assert axe(page) == []
    assert overflow(page) <= 0
