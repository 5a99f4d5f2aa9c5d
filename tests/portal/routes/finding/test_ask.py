"""Questions in people's own words, without scripts: each answer is a sentence of the page that is named, and nothing is kept."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from httpx2 import Response
from ruamel.yaml import YAML
from sqlalchemy import text as sql
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from portal.app import make_app
from portal.config import TREE, load_settings
from portal.services.shared.installation import Installation
from portal.store.finding import search_misses
from portal.wiring import install
from tests.databases import NOW
from tests.portal.routes.staff_browser import BASE

QUESTIONS = TREE / "tests" / "portal" / "routes" / "finding" / "questions.yaml"
NOTHING = "書いてあるところが見つかりませんでした"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("ask")
    site = install(load_settings(env="test", data=folder, identity="none", now=NOW, adviser="embedded"))
    yield site
    site.database.close()


@pytest.fixture(scope="module")
def client(city: Installation) -> TestClient:
    return TestClient(make_app(city, with_worker=False), base_url=BASE)


def ask(client: TestClient, question: str) -> Response:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/ask").text)
    assert token is not None
    return client.post("/ask", data={"csrf_token": token[1], "question": question}, headers={"Origin": BASE})


def answers(response: Response) -> dict[str, list[str]]:
    """Address → sentences."""
    cards = re.findall(r'<section class="card stack">(.*?)</section>', response.text, re.DOTALL)
    return {
        re.findall(r'href="([^"]+)"', card)[-1]: [html.unescape(line) for line in re.findall(r"<p>([^<]*)</p>", card)]
        for card in cards
    }


def test_what_people_ask_leads_to_the_right_page_and_what_nothing_says_to_none(client: TestClient) -> None:
    wanted = YAML(typ="safe").load(QUESTIONS.read_text("utf-8"))
    missed = []
    for asked, right in wanted.items():
        response = ask(client, asked)
        found_answers = answers(response)
        assert (NOTHING in response.text) == (not found_answers), asked
        if bool(found_answers) != bool(right) or (right and not set(found_answers) & set(right)):
            missed.append(asked)
    assert len(wanted) >= 55
    assert len(missed) <= len(wanted) * 0.05, missed


@pytest.mark.parametrize(
    "asked",
    [
        "粗大ごみの出し方を教えて",
        "マイナンバーカードをなくした",
        "子どもが生まれた",
        "戸籍謄本はいくら",
        "財布を落とした",
        "ビザの更新",
    ],
)
def test_each_sentence_is_on_the_page_where_it_was_read(client: TestClient, asked: str) -> None:
    found_answers = answers(ask(client, asked))
    assert found_answers
    for address, sentences in found_answers.items():
        page = client.get(address)
        assert page.status_code == 200
        assert sentences
        for sentence in sentences:
            for part in re.split("[：、]", sentence):
                assert part in html.unescape(page.text), (address, part)


def test_the_page_of_a_general_word_does_not_hide_the_one_that_says_the_rest(client: TestClient) -> None:
    assert "/find/faq/inu-hikkoshi" in answers(ask(client, "引っ越したら犬はどうしますか"))


def test_in_another_language_the_page_of_that_language_is_read(client: TestClient) -> None:
    client.get("/language/en?next=/ask")
    try:
        found_answers = answers(ask(client, "I lost my Number Card"))
        assert any("card-saikofu" in address for address in found_answers)
    finally:
        client.get("/language/ja?next=/ask")


def stored(city: Installation) -> str:
    with city.database.read() as unit:
        tables = ["search_miss", "audit_record", "throttle", "outbox_job"]
        named = [row[0] for row in unit.connection.execute(sql("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        assert set(tables) & set(named)
        return "".join(str(row) for name in named for row in unit.connection.execute(sql(f'SELECT * FROM "{name}"')))


HOSTILE = {
    "number": "わたしのばんごう123456789018",
    "wide number": "１２３４ ５６７８ ９０１８",
    "name and mail": "zebra@mihon.example の件",
    "markup": "<script>alert(1)</script><img src=x onerror=y>",
    "template": "{{ config }}{asked}%s${7*7}",
    "long": "zebra" * 20_000,
    "signs": "\u202e\u0000𝄞\r\nSet-Cookie: a=b",
}


@pytest.mark.parametrize("asked", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_are_shown_as_words_and_kept_nowhere(client: TestClient, city: Installation, asked: str) -> None:
    with capture_logs() as lines:
        response = ask(client, asked)
    assert response.status_code == 200
    assert NOTHING in response.text
    for text in ("<script>alert", "<img src=x"):
        assert text not in response.text
    assert len(response.content) < 20_000
    assert "Set-Cookie: a=b" not in str(response.headers)
    written = stored(city) + str(lines)
    for piece in (asked[:40], "123456789018", "１２３４", "zebra", "alert"):
        assert piece not in written, piece


def test_a_question_without_an_answer_counts_as_a_search_that_found_nothing(city: Installation) -> None:
    # Of one address only twenty are counted in a quarter of an hour.
    own = TestClient(make_app(city, with_worker=False), base_url=BASE, client=("192.0.2.7", 50_000))

    def count() -> int:
        month = f"{city.clock.today():%Y-%m}"
        with city.database.read() as unit:
            return sum(row.number for row in search_misses.most(unit, month, month, 99))

    before = count()
    ask(own, "粗大ごみ")
    ask(own, "")
    ask(own, "わたしのばんごう123456789018")
    assert count() == before
    ask(own, "ぺんぎん飼育")
    assert count() == before + 1


def test_without_an_adviser_there_is_no_such_page(client: TestClient, city: Installation) -> None:
    assert 'href="/ask"' in client.get("/procedures").text
    without = TestClient(make_app(replace(city, adviser=None), with_worker=False), base_url=BASE)
    assert without.get("/ask").status_code == 404
    assert 'href="/ask"' not in without.get("/procedures").text
    assert load_settings(env="test").adviser == "none"
