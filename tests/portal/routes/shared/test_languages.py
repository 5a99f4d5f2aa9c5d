"""Pages in another language, without scripts: chosen, marked, and the Japanese one tap away."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from integrations.identity.fake import FakeProvider
from portal.app import make_app
from portal.config import load_settings
from portal.wiring import install
from tests.databases import NOW
from tests.portal.routes.staff_browser import BASE

KANA = re.compile("[ぁ-んァ-ヶ]{2}")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    site = install(load_settings(env="test", data=tmp_path_factory.mktemp("city"), identity="none", now=NOW))
    city = site.city.model_copy(update={"languages": ("ja", "easy", "en", "zh-Hans")})
    with TestClient(
        make_app(replace(site, city=city, provider=FakeProvider({})), with_worker=False), base_url=BASE
    ) as client:
        yield client


def page(client: TestClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.text)


def test_a_page_speaks_english_names_its_language_and_leads_to_the_japanese_and_back(client: TestClient) -> None:
    text = page(client, "/language/en?next=/procedures/kaigo-hihokenshasho-saikofu")
    assert '<html lang="en"' in text
    assert "Begin this procedure" in text
    assert "Translated by a machine" in text
    (original,) = set(re.findall(r'<a href="(/language/ja\?[^"]*before=en)" lang="ja"', text))
    japanese = page(client, original)
    assert '<html lang="ja"' in japanese
    assert "この手続をはじめる" in japanese
    assert "Translated by a machine" not in japanese
    (back,) = re.findall(r'<a href="([^"]+)" lang="en" hreflang="en">Back to English</a>', japanese)
    assert "Begin this procedure" in page(client, back)


def test_only_names_and_law_are_left_in_japanese_and_they_are_marked(client: TestClient) -> None:
    text = (
        page(client, "/language/en?next=/procedures/kaigo-hihokenshasho-saikofu")
        .partition("<main")[2]
        .partition("</main")[0]
    )
    marked = re.sub(r'<(\w+)[^>]* lang="ja"[^>]*>.*?</\1>', "", text)
    assert KANA.findall(re.sub("<[^>]+>|\\([^()]*\\)", "", marked)) == []


def test_a_first_visit_is_in_the_language_of_the_browser_until_another_is_chosen(client: TestClient) -> None:
    client.cookies.clear()
    chinese = {"Accept-Language": "zh-CN,zh;q=0.9,ja;q=0.5"}
    first = client.get("/", headers=chinese)
    assert '<html lang="zh-Hans"' in first.text
    assert 'hreflang="ja">日本語</a>' in first.text.partition("<main")[0], "the way back is in sight"
    assert (first.headers["Vary"], first.headers["Cache-Control"]) == ("Cookie, Accept-Language", "no-store")
    assert "set-cookie" not in first.headers or "kakanai_language" not in first.headers["set-cookie"]
    assert '<html lang="ja"' in client.get("/", headers={"Accept-Language": "vi"}).text, "the city has no Vietnamese"
    assert '<html lang="ja"' in client.get("/language/ja?next=/", headers=chinese).text
    assert '<html lang="ja"' in client.get("/guides", headers=chinese).text, "what was chosen stays"
    client.cookies.clear()


def test_more_than_three_languages_are_folded(client: TestClient) -> None:
    nav = page(client, "/language/zh-Hans?next=/").partition('<nav class="top-languages"')[2].partition("</nav>")[0]
    assert "<details" in nav
    assert re.findall('hreflang="([^"]+)"', nav) == ["ja", "ja", "en"]
    assert 'aria-current="true">简体中文' in nav


def test_a_search_understands_the_language_of_the_page_and_english_everywhere(client: TestClient) -> None:
    for language in ("en", "ja"):
        results = page(client, f"/language/{language}?next=/procedures%3Fq%3Ddog")
        assert '<a href="/procedures/inu-' in results


@pytest.mark.parametrize(
    "address", ["/language/tlh", "/language/vi", "/language/ja?before=vi", "/language/ja?before=//evil.example"]
)
def test_a_language_that_is_not_offered_is_not_there(client: TestClient, address: str) -> None:
    assert client.get(address, follow_redirects=False).status_code == 404
