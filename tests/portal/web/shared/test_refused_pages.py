"""Where a page of a refusal leads."""

import pytest
from starlette.routing import Match
from starlette.testclient import TestClient
from starlette.types import Scope

from portal.app import make_app
from portal.routes.families import pages_of
from portal.services.shared.installation import Installation
from portal.web.shared.refusal_pages import _DEEPEST
from portal.web.shared.router import PageRoute, Pages
from tests.portal.routes.guest_browser import BASE


@pytest.fixture
def client(installation: Installation) -> TestClient:
    return TestClient(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False)


def test_a_page_that_is_too_old_is_opened_again_by_a_button_and_no_page_of_elsewhere(client: TestClient) -> None:
    def button(referer: str) -> bool:
        answer = client.post("/track", data={"csrf_token": "x"}, headers={"referer": referer})
        assert (answer.status_code, "画面が古くなっていました" in answer.text) == (403, True)
        assert "elsewhere" not in answer.text
        return '<a class="button" href="/track?a=1">その画面をひらき直す</a>' in answer.text

    assert button(f"{BASE}/track?a=1")
    for other in ("https://elsewhere.example/track?a=1", f"{BASE}//elsewhere.example", ""):
        assert not button(other)


def test_a_form_that_was_answered_with_its_faults_is_opened_again_at_the_page_above_its_post(
    client: TestClient,
) -> None:
    answer = client.post(
        "/sign-out", data={"csrf_token": "x"}, headers={"referer": f"{BASE}/applications/1/withdraw?a=1"}
    )
    assert '<a class="button" href="/applications/1">その画面をひらき直す</a>' in answer.text


def test_an_address_that_is_deeper_than_any_page_is_not_tried_at_each_of_its_parts(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, tried = pages_of("single"), list[str]()
    assert max(page.path.count("/") for page in pages.pages) < _DEEPEST, "a post is below its page"
    find = Pages.matches

    def matches(self: Pages[PageRoute], scope: Scope) -> tuple[Match, Scope]:
        tried.append(scope["path"])
        return find(self, scope)

    monkeypatch.setattr(Pages, "matches", matches)
    for page in ("/", "/help"):
        tried.clear()
        headers = {"referer": f"{BASE}{page}{'/a' * 5000}"}
        answer = client.post("/sign-out", data={"csrf_token": "x"}, headers=headers)
        assert '<a class="button" href="/">その画面をひらき直す</a>' in answer.text
        assert len(tried) < 3


def test_what_is_not_there_leads_to_what_is(client: TestClient) -> None:
    missing = client.get("/nowhere")
    assert missing.status_code == 404
    assert '<a class="button" href="/procedures">手続をさがす</a>' in missing.text
