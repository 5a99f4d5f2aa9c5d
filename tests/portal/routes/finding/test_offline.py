"""The page that browsers keep for want of network, and the worker that shows it."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.config import load_settings
from portal.routes.families import pages_of
from portal.routes.finding import offline
from portal.services.shared.installation import Installation
from portal.web.shared.words import words
from portal.wiring import install
from tests.portal.routes.guest_browser import guest


@pytest.fixture
def client(installation: Installation) -> TestClient:
    return guest(installation).client


def test_the_kept_page_is_the_same_for_everybody_and_can_do_nothing(client: TestClient) -> None:
    before = client.get("/offline/ja")
    client.get("/sign-in")  # from now on this browser has a cookie
    after = client.get("/offline/ja", headers={"Accept-Language": "vi"})
    assert client.cookies
    assert "set-cookie" not in before.headers
    plain = [re.sub(r'nonce="[^"]+"', "", answer.text) for answer in (before, after)]
    assert plain[0] == plain[1]
    policy = before.headers["content-security-policy"]
    assert all(f"{rule} 'none'" in policy for rule in ("default-src", "form-action", "frame-ancestors", "base-uri"))
    assert not any(rule in policy for rule in ("script-src", "connect-src", "worker-src"))
    assert not re.search("<(form|input|script|img|iframe)", before.text)


def test_the_address_of_trying_again_is_that_of_the_page_that_was_asked_for(client: TestClient) -> None:
    assert re.findall(r'<a class="button[^"]*" href="([^"]*)">([^<]+)', client.get("/offline/ja").text) == [
        ("", "もう一度開く"),
        ("", "Try again"),
    ]


@pytest.mark.parametrize("language", ["ja", "easy", "vi", offline.BESIDE])
def test_the_page_begins_in_the_language_that_was_chosen_and_says_it_in_english_too(
    language: str, client: TestClient
) -> None:
    text = client.get(f"/offline/{language}").text
    spoken = re.findall(r'<section class="stack" lang="(\w+)">', text)
    assert spoken == list(dict.fromkeys(["ja" if language == "easy" else language, "en"]))
    assert bool(re.search("[ぁ-ん]", text)) == (language in ("ja", "easy"))
    assert ("押してください" in text, "押して（おして）ください" in text) == (language == "ja", language == "easy")


def test_another_language_has_neither_page_nor_worker(client: TestClient) -> None:
    assert client.get("/offline/tlh").status_code == 404
    assert client.get("/service-worker.js?language=tlh").status_code == 404


def test_the_worker_is_a_script_that_may_load_from_the_service_alone_and_is_asked_for_again(client: TestClient) -> None:
    answer = client.get("/service-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert ("default-src 'none'" in policy, "connect-src 'self'" in policy) == (True, True)
    assert ("script-src" in policy, "unsafe" in policy) == (False, False)
    kept = re.search(r'const PAGE = "([^"]+)";\nconst STYLE = "([^"]+)";', answer.text)
    assert kept is not None
    assert [client.get(address).status_code for address in kept.groups()] == [200, 200]


def test_browsers_keep_a_changed_page_because_its_worker_changes_with_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/service-worker.js").text
    assert client.get("/service-worker.js").text == before
    changed = {**words("ja"), "offline.title": "別の見出し"}
    monkeypatch.setattr(offline, "words", lambda _language: changed)
    assert client.get("/service-worker.js").text != before


def test_only_pages_of_residents_may_start_the_worker(client: TestClient) -> None:
    page = client.get("/help")
    assert 'data-worker="/service-worker.js?language=ja"' in page.text
    assert "worker-src 'self'" in page.headers["content-security-policy"]
    for address in ("/staff/sign-in", "/desk/nowhere", "/offline/ja", "/manifest.webmanifest"):
        answer = client.get(address)
        assert "data-worker" not in answer.text, address
        assert "worker-src" not in answer.headers["content-security-policy"], address


def test_the_inner_side_names_no_worker_that_it_does_not_have(tmp_path: Path) -> None:
    installation = install(load_settings(env="test", zone="inner", data=tmp_path))
    with TestClient(make_app(installation, with_worker=False)) as client:
        answer = client.get("/nowhere")
        assert (answer.status_code, "data-worker" in answer.text) == (404, False)


def test_every_page_of_staff_is_left_alone_and_none_of_a_resident() -> None:
    def beginnings(zone: str) -> set[str]:
        return {page.path.split("/")[1] for page in pages_of(zone).pages}

    # What both zones have begins alike in both: health, files, language; and the practice pages of /mock.
    assert beginnings("inner") - beginnings("outer") <= set(offline.STAFF)
    assert beginnings("outer") & set(offline.STAFF) == set()
