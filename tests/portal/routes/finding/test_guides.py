"""Guides in a browser without scripts or sign-in."""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from sqlalchemy import text as sql
from starlette.testclient import TestClient

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.app import make_app
from portal.config import load_settings
from portal.services.filing.drafts import open_draft
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.store.filing import drafts
from portal.wiring import install
from tests.databases import NOW
from tests.journeys.visitor import forms
from tests.portal.routes.guest_browser import BASE, GuestBrowser, Page, guest

TARO = BasicFour("髙見本　太郎", "見本県見本市見本町一丁目2番3号", date(1949, 4, 3), sex_raw="1")
SUMIRE = BasicFour("伏見本　菫", "見本県見本市中央伏ノ巻77番7号", date(1988, 5, 5), sex_raw="2")
BORN: Mapping[str, Mapping[str, str] | str] = {
    "born_on": {"born_on.era": "seireki", "born_on.year": "2026", "born_on.month": "11", "born_on.day": "10"},
    "born_abroad": "no", "moved_here": "no", "public_servant": "no", "receiving": "no", "three_children": "no",
    "child_insurance": "nhi", "mother_nhi": "yes", "mother_first": "no", "weight": "2380", "hospital": "no",
    "others": "none",
}  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("guides")
    site = install(load_settings(env="test", data=folder, identity="none", now=NOW, resident_register="people"))
    yield site
    site.database.close()


@pytest.fixture
def browser(city: Installation) -> GuestBrowser:
    return guest(city)


def signed_in(city: Installation, card: BasicFour) -> GuestBrowser:
    assertion = Assertion("fake", "https://card.example", card.name, ("card",), "aal3", city.clock.now(), card)
    with city.database.write() as unit:
        token = finish_sign_in(city, unit, assertion, "192.0.2.1")
        unit.commit()
    browser = guest(city)
    browser.client.cookies.set("kakanai_resident", token)
    return browser


def answered(page: Page, answers: Mapping[str, Mapping[str, str] | str], most: int = 60) -> Page:
    for _ in range(most):
        if page.path.endswith("/list"):
            return page
        boxes: dict[str, str] = {}
        for name in answers:
            answer = answers[name]
            if f'name="{name}"' in page.text or f'name="{name}.year"' in page.text:
                boxes |= {name: answer} if isinstance(answer, str) else answer
        assert boxes, page.path
        page = page.press("次へ", boxes)
        assert page.status == 200, page.text
    raise AssertionError("the list never came")


def words(page: Page) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2].partition("</main>")[0]))


def rows_of_everything(city: Installation) -> dict[str, int]:
    with city.database.read() as unit:
        tables = unit.connection.execute(sql("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {name: unit.connection.execute(sql(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in tables}


def test_a_family_is_led_to_its_list_and_nothing_is_kept(city: Installation, browser: GuestBrowser) -> None:
    before = rows_of_everything(city)
    page = browser.open("/guides/birth")
    page = answered(browser.open(re.findall(r'href="(/guides/birth/questions/[a-z_]+)"', page.text)[0]), BORN)
    text = words(page)
    assert "することは10件です" in text
    here = re.findall(r'href="/apply/[a-z-]+\?guide=birth"', page.text)
    assert f"そのうち{len(here)}件は、今ここで出せます" in text, "as many as there are buttons"
    assert "この一覧を見ただけでは、手続はまだ終わっていません" in text
    # The birthday is the first of the 14 days, and 23 November is a holiday.
    assert re.search(r"出生届を出す\s+.{0,40}11月24日", re.sub(r"\s+", " ", text))
    assert 'href="/apply/jido-teate-nintei?guide=birth"' in page.text
    assert text.index("国民健康保険に入る") < text.index("出産育児一時金の残りを受け取る")
    assert rows_of_everything(city) == before


MOVED: Mapping[str, Mapping[str, str] | str] = {
    "direction": "moved_within", "moved_on": {"moved_on.era": "seireki", "moved_on.year": "2026", "moved_on.month": "11", "moved_on.day": "10"},
    "child": "no", "age65": "no", "card": "no", "others": "none", "insurance": "company", "pension": "other", "care": "none",
    "water": "start", "dog": "no", "vehicles": "none", "home": "none",
}  # fmt: skip


def test_what_a_guide_learned_is_chosen_in_the_procedure_that_begins_from_its_list_and_stays_to_be_sent(
    browser: GuestBrowser,
) -> None:
    page = answered(browser.open("/guides/moving/questions/direction"), MOVED)
    (link,) = set(re.findall(r'href="(/apply/suido-kaishi[^"]*)"', page.text))
    chosen = re.compile(r'name="way" value="(\w+)"[^>]* checked')
    for address, ways in ((link, ["move"]), ("/apply/suido-kaishi?guide=nothing", [])):
        page = browser.open(address)
        assert page.path.endswith("/page/way_page")
        assert chosen.findall(page.text) == ways
        browser.client.cookies.delete("kakanai_resident")


def test_papers_are_named_once_and_only_for_the_counter(browser: GuestBrowser) -> None:
    page = answered(browser.open("/guides/birth/questions/born_on"), BORN)
    bring = re.findall(r"<h2>窓口に持っていくもの</h2>.*?</section>", page.text, re.DOTALL)[0]
    assert bring.count("<li>母子健康手帳</li>") == 1
    assert "子どもの健康保険がわかるもの" not in bring, "that is filed here"
    text = re.sub(r"\s+", " ", words(page))
    assert "窓口で出すときに、持っていくもの： 子どもの健康保険がわかるもの" in text
    assert "持っていくもの： 出生証明書、母子健康手帳" in text


def test_the_ground_of_an_act_is_a_law_and_no_other_city(browser: GuestBrowser) -> None:
    page = answered(browser.open("/guides/birth/questions/born_on"), BORN)
    grounds = re.findall(r'もとにしたもの：<span lang="ja">([^<]*)</span>', page.text)
    assert any("戸籍法" in ground for ground in grounds)
    assert [ground for ground in grounds if "案内" in ground] == []


def test_in_another_language_the_list_names_its_sources_in_japanese_and_says_what_they_are(
    browser: GuestBrowser,
) -> None:
    answered(browser.open("/guides/birth/questions/born_on"), BORN)
    page = browser.open("/language/vi?next=/guides/birth/list")
    assert re.search(r'<p class="soft">Nguồn: <span lang="ja">[^<]*戸籍法', page.text)


def test_an_answer_is_changed_from_the_list_and_asks_only_what_is_new(browser: GuestBrowser) -> None:
    page = answered(browser.open("/guides/birth/questions/born_on"), BORN)
    page = browser.open("/guides/birth/questions/born_abroad").press("次へ", {"born_abroad": "yes"})
    assert page.path.endswith("/list")
    assert "国籍を留保する届" in words(page)
    page = browser.open("/guides/birth/questions/moved_here").press("次へ", {"moved_here": "yes"})
    assert page.path.endswith("/questions/claimed_there")


def test_a_mistake_is_reported_and_what_was_typed_stays(browser: GuestBrowser) -> None:
    typed = {"born_on.era": "seireki", "born_on.year": "2027", "born_on.month": "11", "born_on.day": "10"}
    page = browser.open("/guides/birth/questions/born_on").press("次へ", typed)
    assert page.status == 422
    assert "まだ来ていない日です。" in page.text
    assert 'value="2027"' in page.text
    assert page.text.index('id="error-summary"') < page.text.index("<h1")


def test_the_list_waits_for_the_questions_and_a_page_that_is_not_asked_leads_on(browser: GuestBrowser) -> None:
    for address in ("/guides/birth/list", "/guides/birth/questions/receiving", "/guides/birth/calendar.ics"):
        assert browser.open(address).path == "/guides/birth/questions/born_on"
    page = browser.open("/guides/birth/questions/born_on")
    sent = browser.client.post("/guides/birth/questions/receiving", data=dict(page.form("次へ").values))
    assert sent.url.path == "/guides/birth/questions/born_on"
    assert browser.open("/guides/nothing").status == 404


def test_what_was_left_open_is_reported_as_a_maybe(browser: GuestBrowser) -> None:
    answers: Mapping[str, Mapping[str, str] | str] = {
        "married_on": {"married_on.year": "2026", "married_on.month": "11", "married_on.day": "20", "married_on.era": "seireki"},
        "address": "same", "name_changes": "no", "insurance": "company", "pension": "no", "others": "none",
    }  # fmt: skip
    page = browser.open("/guides/marriage/questions/married_on")
    while not page.path.endswith("/list"):
        name = page.path.rpartition("/")[2]
        answer = answers.get(name, {})
        page = page.press("次へ", {name: answer} if isinstance(answer, str) else answer)
    assert "結婚新生活支援の補助金を申請する" in words(page).partition("当てはまるかもしれないこと")[2]
    assert "答えていません" in words(page)


def test_last_days_go_into_a_calendar_without_a_word_about_who_asked(browser: GuestBrowser) -> None:
    answered(browser.open("/guides/birth/questions/born_on"), BORN)
    response = browser.client.get("/guides/birth/calendar.ics")
    lines = response.text.replace("\r\n ", "").splitlines()
    assert response.headers["content-type"].startswith("text/calendar")
    assert response.headers["cache-control"] == "no-store"
    assert "DTSTART;VALUE=DATE:20261124" in lines
    assert "SUMMARY:出生届を出す（期限）" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VALARM") > 3
    assert not any("2380" in line for line in lines)


def test_who_shares_the_device_takes_the_answers_along(browser: GuestBrowser) -> None:
    page = answered(browser.open("/guides/birth/questions/born_on"), BORN)
    assert page.press("答えを消して").path == "/guides/birth"
    assert browser.open("/guides/birth/list").path == "/guides/birth/questions/born_on"


def test_what_is_none_of_ours_is_no_answer(browser: GuestBrowser) -> None:
    """Changed, sealed for another guide, or for an earlier wording: the cookie is ignored."""
    answered(browser.open("/guides/birth/questions/born_on"), BORN)
    jar = dict(browser.client.cookies)
    for wrong in ("", "x", jar["kakanai_guide-birth"][:-4] + "AAAA"):
        browser.client.cookies = {**jar, "kakanai_guide-birth": wrong}
        assert browser.open("/guides/birth/list").path.endswith("/questions/born_on")
    browser.client.cookies = {**jar, "kakanai_guide-marriage": jar["kakanai_guide-birth"]}
    assert browser.open("/guides/marriage/list").path.endswith("/questions/married_on")
    assert "born_on" not in jar["kakanai_guide-birth"]


def test_every_guide_is_reached_from_the_front_page_and_in_easy_japanese(
    browser: GuestBrowser, city: Installation
) -> None:
    assert 'href="/guides"' in browser.open("/").text
    text = browser.open("/guides").text
    assert all(f'href="/guides/{guide}"' in text for guide in city.guides)
    browser.client.get("/language/easy?next=/guides")
    assert '<ruby>引っ越<rp>（</rp><rt aria-hidden="true">ひっこ</rt>' in browser.open("/guides").text


@pytest.mark.parametrize(("event", "guides"), [("moving-out", ["moving"]), ("care", ["care"]), ("daily", [])])
def test_a_life_event_leads_to_its_guide(browser: GuestBrowser, event: str, guides: list[str]) -> None:
    text = browser.open(f"/find/events/{event}").text
    assert re.findall(r'href="/guides/([a-z]+)"', text) == guides


def test_with_a_card_the_register_answers_what_it_knows(city: Installation) -> None:
    taro = signed_in(city, TARO)
    page = taro.open("/guides/moving").press("わかっていることを使う")
    assert page.path.endswith("/questions/direction")
    page = page.press("次へ", {"direction": "moved_within"})
    moved = {"moved_on.era": "seireki", "moved_on.year": "2026", "moved_on.month": "11", "moved_on.day": "10"}
    page = page.press("次へ", moved)
    # The register knows the children and the ages of three generations: the next question is about the card.
    assert page.path.endswith("/questions/card")
    family = taro.open("/guides/moving/questions/family")
    assert "住民票" in words(family)
    assert len(re.findall(r"<input[^>]* checked", family.text)) == 4
    page = family.press("次へ", {"child": "no", "age65": "yes", "age75": "yes"})
    assert page.path.endswith("/questions/card")
    again = taro.open("/guides/moving/questions/family")
    assert re.search(r'name="child"[^>]*value="no"[^>]*checked|value="no"[^>]*name="child"[^>]*checked', again.text)


def test_what_was_given_ends_with_the_sign_in(city: Installation) -> None:
    taro = signed_in(city, TARO)
    taro.open("/guides/moving").press("わかっていることを使う")
    taro.client.cookies.delete("kakanai_resident")
    page = taro.open("/guides/moving/questions/family")
    assert "住民票からわかりました" not in words(page)
    assert not re.findall(r"<input[^>]* checked", page.text)


def test_of_a_protected_household_nothing_is_reported(city: Installation) -> None:
    """The page equals that of a person about whom nothing is known."""
    sumire = signed_in(city, SUMIRE)
    page = sumire.open("/guides/moving").press("わかっていることを使う")
    page = sumire.open("/guides/moving/questions/family")
    assert not re.findall(r"<input[^>]* checked", page.text)
    assert "住民票" not in words(page)


def test_the_look_into_the_register_is_recorded(city: Installation) -> None:
    taro = signed_in(city, TARO)

    def looks() -> int:
        return rows_of_everything(city)["audit_record"]

    page, before = taro.open("/guides/moving"), looks()
    page.press("わかっていることを使う")
    assert looks() == before + 1
    taro.open("/guides/moving/questions/family")
    assert looks() == before + 1


def test_the_page_of_a_procedure_takes_the_day_of_a_guide_and_asks_the_register_when_pressed(
    city: Installation, browser: GuestBrowser
) -> None:
    answered(browser.open("/guides/birth/questions/born_on"), BORN)
    text = words(browser.open("/procedures/jido-teate-nintei"))
    assert re.search(r"あなたの期限は、11月25日（水）まで.*11月10日.*手続ガイドの答え", text, re.DOTALL)
    taro = signed_in(city, TARO)
    page = taro.open("/procedures/jido-teate-nintei").press("住民票とカードでわかる日を使う")
    # The register knows the birth of a son in 1978: no deadline of today.
    assert ("1978" in page.text, "日がわかりませんでした" in page.text) == (False, True)


def test_a_stranger_to_sign_in_is_sent_there(browser: GuestBrowser) -> None:
    page = browser.open("/guides/birth")
    assert not [form for form in forms(page.text) if form.action and form.action.endswith("/known")]
    form = browser.open("/guides/birth/questions/born_on").form("次へ")
    sent = browser.client.post("/guides/birth/known", data=dict(form.values))
    assert sent.url.path == "/sign-in"


@pytest.fixture
def client(city: Installation) -> TestClient:
    return TestClient(make_app(city, with_worker=False), base_url=BASE, follow_redirects=False)


def test_a_forged_post_is_refused(client: TestClient) -> None:
    for address in ("/guides/birth/questions/born_on", "/guides/birth/forget", "/guides/birth/known"):
        assert client.post(address, data={"csrf_token": "x"}).status_code == 403


def test_what_a_guide_learned_is_not_asked_again_in_what_is_filed_together(city: Installation) -> None:
    browser = signed_in(city, TARO)
    page = answered(browser.open("/guides/birth/questions/born_on"), BORN)
    (link,) = set(re.findall(r'href="(/bundles/choose[^"]*)"', page.text))
    begun = browser.open(html.unescape(link) + "&go=yes")
    assert begun.path.startswith("/bundles/")
    filled = {}
    for procedure in ("kodomo-iryohi", "jido-teate-nintei", "shussei-renraku"):
        with city.database.read() as unit:
            (uid,) = [
                row[0]
                for row in unit.connection.execute(sql("SELECT id FROM draft WHERE procedure = :id"), {"id": procedure})
            ]
            row = drafts.by_id(unit, uid)
            assert row is not None
            filled[procedure] = open_draft(city, unit, row).answers
    assert filled["kodomo-iryohi"]["reason"] == filled["jido-teate-nintei"]["reason"] == "born"
    assert filled["kodomo-iryohi"]["happened_on"] == "2026-11-10"
    assert filled["shussei-renraku"]["baby.weight"] == 2380
