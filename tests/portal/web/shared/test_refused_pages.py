"""Where a page of a refusal leads."""

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
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


def test_what_is_not_there_leads_to_what_is(client: TestClient) -> None:
    missing = client.get("/nowhere")
    assert missing.status_code == 404
    assert '<a class="button" href="/procedures">手続をさがす</a>' in missing.text
