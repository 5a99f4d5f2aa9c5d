"""Pages that lead to a procedure, without scripts."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from integrations.identity.fake import FakeProvider
from portal.app import make_app
from portal.config import load_settings
from portal.routes.finding import finding
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.databases import NOW
from tests.portal.later import at
from tests.portal.routes.staff_browser import BASE

MOST_BYTES = 60 * 1024


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Shared by all tests: these pages change nothing."""
    folder = tmp_path_factory.mktemp("city")
    site = install(load_settings(env="test", data=folder, identity="none", now=NOW))
    site = replace(site, provider=FakeProvider({}))
    yield site
    site.database.close()


@pytest.fixture(scope="module")
def client(city: Installation) -> TestClient:
    return TestClient(make_app(city, with_worker=False), base_url=BASE)


def page(client: TestClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.text)


def titles(text: str) -> list[str]:
    return re.findall(r'<li(?: class="card"><h\d)?><a href="/procedures/([a-z-]+)"', text)


def test_without_card_sign_in_the_page_leads_to_the_counter_and_names_the_doors_that_are_left(
    city: Installation,
) -> None:
    without = TestClient(make_app(replace(city, provider=None), with_worker=False), base_url=BASE)
    text = page(without, "/procedures/jido-teate-nintei")
    assert "の窓口で申請してください。電話" in text
    assert "窓口で、郵便で：本人、親権者や後見人、頼まれた人（代理の人）" in re.sub("<[^>]*>", "", text)
    assert "この画面から" not in text


@pytest.mark.parametrize("address", ["/", "/procedures"])
def test_the_address_keeps_the_words_and_the_reason_is_reported(client: TestClient, address: str) -> None:
    text = page(client, f"{address}?q=転居")
    assert 'value="転居"' in text
    assert "jido-teate-shimei-henko" in titles(text)
    assert "「引っ越し」と同じ意味の言葉" in text
    assert "/language/easy?next=" in text
    assert "q%3D" in text


def test_questions_of_the_faq_are_listed_and_each_leads_to_what_it_speaks_of(
    client: TestClient, city: Installation
) -> None:
    listed = re.findall(r'href="(/find/faq/[a-z0-9-]+)"', page(client, "/find/faq"))
    assert listed == [f"/find/faq/{row.id}" for file in city.city.faq for row in file.questions]
    for address in listed:
        text = page(client, address)
        assert "答えの元" in text
        assert titles(text) or 'href="/guides/' in text, address
    assert "確認中" in page(client, "/find/faq/card-ansho")
    assert 'href="/procedures/sodai-gomi"' in page(client, "/find/faq/sodai-gomi")
    assert client.get("/find/faq/nothing").status_code == 404


def test_a_question_of_the_faq_is_on_the_page_of_its_procedure_and_among_what_is_found(client: TestClient) -> None:
    link = '<a href="/find/faq/kokuho-yameru">会社の健康保険に入ると、国民健康保険はひとりでに終わりますか</a>'
    for address in ("/procedures/kokuho-dattai", "/procedures?q=国保 やめる", "/?q=国保 やめる"):
        assert link in page(client, address), address
    assert "jido-teate-nintei" in titles(page(client, "/procedures?q=児童手当 いつまで")), "what is near, too"
    assert "/find/faq/" not in page(client, "/procedures/sports-kyoshitsu")
    alone = page(client, "/procedures?q=5万円").partition('id="found"')[2]
    assert "/find/faq/ninpu-kyufu-gaku" in alone
    assert "見つかりませんでした" not in alone


def test_a_slip_is_called_one(client: TestClient) -> None:
    assert "「住民表」は見つかりませんでした。近い言葉で" in page(client, "/procedures?q=住民表")


def test_what_is_done_elsewhere_and_a_guide_are_near_too_with_where_they_lead(client: TestClient) -> None:
    near = (
        page(client, "/procedures?q=養育費 払われない 手当").partition("<h3>近いもの</h3>")[2].partition("</main>")[0]
    )
    assert "<h3>裁判所（調停・相続放棄・名前の変更）</h3>" in near
    assert 'href="https://www.courts.go.jp/"' in near
    guide = page(client, "/procedures?q=来週アパートに越してきて転入").partition("<h3>近いもの</h3>")[2]
    assert 'href="/guides/moving"' in guide


def test_a_whole_sentence_leads_to_what_is_near_and_is_not_refused(client: TestClient) -> None:
    answer = page(client, "/procedures?q=介護の認定を受けたい").partition('id="found"')[2].partition("</main>")[0]
    assert "yokaigo-nintei" in titles(answer)[:3]
    assert "<h3>近いもの</h3>" in answer
    assert "見つかりませんでした" in answer.partition("近いもの")[0]
    assert "「zzzz」は、このさがし方では見つかりませんでした" in page(client, "/procedures?q=zzzz")


def test_nothing_found_leads_to_life_events_and_the_telephone(client: TestClient) -> None:
    text = page(client, "/procedures?q=zzzz")
    assert titles(text) == []
    assert "/find/events/birth" in text
    assert "000-000-0000" in text.partition('id="found"')[2].partition("</main>")[0]


@pytest.mark.parametrize(
    "asked",
    ["%00", "%FF%FE", "a" * 8000, "%E3%81%82" * 3000, "<script>alert(1)</script>", "{asked}{0}", "%F0%9D%84%9E"],
)
def test_whatever_is_asked_is_answered_and_shown_as_words(client: TestClient, asked: str) -> None:
    response = client.get(f"/procedures?q={asked}")
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert len(response.content) < 70_000


def test_all_procedures_are_in_every_list_that_shows_all(client: TestClient, city: Installation) -> None:
    every = {procedure.id for procedure in city.catalogue.all()}
    for address in ("/procedures", "/find/kana", "/find/offices", "/procedures?q=手続"):
        assert set(titles(page(client, address))) == every, address
    for address in ("/", "/procedures", "/procedures?family=pregnancy", "/find/kana", "/find/offices"):
        assert weight(client, address) <= MOST_BYTES, address


def weight(client: TestClient, address: str) -> int:
    """Sent with its styles, scripts and pictures."""
    text = page(client, address)
    files = set(re.findall(r'<(?:link rel="stylesheet" href|script[^>]* src|img[^>]* src)="(/static/[^"]+)"', text))
    sent = [client.get(file, headers={"Accept-Encoding": "gzip"}).headers["content-length"] for file in files]
    return len(text.encode()) + sum(map(int, sent))


def test_the_page_of_a_procedure_says_what_one_decides_by(client: TestClient) -> None:
    text = page(client, "/procedures/jido-teate-nintei")
    for sentence in (
        "この画面から：本人", "窓口で、郵便で：本人、親権者や後見人、頼まれた人", "次の日から15日以内に出します（15日特例）", "過ぎていても出せます", "マイナンバーカードでログインします",
        "最後に、カードで署名します", "郵便", "無料", "めやす 30日", "こども部 子育て支援課 手当係", "000-000-0210", "data-print",
    ):  # fmt: skip
        assert sentence in text, sentence
    assert "6月30日（火）まででした" in page(client, "/procedures/jido-teate-genkyo")
    assert "しめきりはありません" in page(client, "/procedures/juminhyo-utsushi")


def test_beside_a_window_that_is_closed_no_page_says_that_there_is_no_last_day(city: Installation) -> None:
    closed = at(city, "2026-12-20T09:00:00+09:00")
    client = TestClient(make_app(closed, with_worker=False), base_url=BASE)
    text = page(client, "/procedures/fuzai-tohyo")
    assert ("請求を受け付けている選挙がありません" in text, "しめきり" in text) == (True, False)
    assert "しめきり" not in page(client, "/procedures/shisei-anketo"), "the city has not decided the last day"
    assert "しめきりはありません" in page(client, "/procedures/juminhyo-utsushi")


def test_a_procedure_lists_what_is_needed_once_and_equal_ways_together(client: TestClient) -> None:
    text = page(client, "/procedures/jido-teate-nintei")
    assert text.count("署名用のパスワード（6文字から16文字）") == 1
    assert "あてはまる人だけ出す書類" in text
    assert "この画面から、窓口で、郵便で：本人、同じ世帯の人" in page(client, "/procedures/yokaigo-nintei")


def test_who_may_apply_is_read_with_furigana_over_its_words(client: TestClient) -> None:
    text = client.get("/procedures/yokaigo-nintei", headers={"Cookie": "kakanai_language=easy"}).text
    assert 'この<ruby>画面<rp>（</rp><rt aria-hidden="true">がめん</rt><rp>）</rp></ruby>で、' in text


def test_on_its_last_day_a_procedure_says_today_and_not_zero_days(city: Installation) -> None:
    last = TestClient(make_app(at(city, "2027-06-30T10:00:00+09:00"), with_worker=False), base_url=BASE)
    text = page(last, "/procedures/jido-teate-genkyo")
    assert ("今日（6月30日（水））まで" in text, "あと0日" in text) == (True, False)


def test_a_life_event_that_is_none_is_not_there(client: TestClient) -> None:
    assert titles(page(client, "/find/events/birth"))
    assert client.get("/find/events/nothing").status_code == 404


def test_a_long_event_begins_with_what_most_need_and_folds_the_rest_by_family(
    client: TestClient, city: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page(client, "/find/events/birth")
    listed = titles(text)
    assert (text.count('<li class="card"><h2>'), " open>" in text) == (6, False)
    assert sorted(listed) == sorted(entry.id for entry in city.catalogue.all() if "birth" in entry.events)
    folds = [int(count) for count in re.findall(r"（(\d+)件）</span></h2>", text)]
    assert (sum(folds), len(folds) > 1) == (len(listed) - 6, True)
    # Two are not folded.
    monkeypatch.setattr(finding, "MOST_OF_EVENT", len(listed) - 2)
    assert '<details class="more family' not in page(client, "/find/events/birth")
    monkeypatch.setattr(finding, "MOST_OF_EVENT", len(listed) - 3)
    assert '<details class="more family' in page(client, "/find/events/birth")


def order(text: str, *words: str) -> list[int]:
    return [text.index(word) for word in words]


def test_the_front_page_leads_by_tiles_events_and_families_and_each_leads_somewhere(client: TestClient) -> None:
    text = page(client, "/")
    tiles = re.findall(r'<a class="tile" href="([^"]+)">', text)
    assert len(tiles) == 6
    places = re.findall(r'<a href="(/(?:find/events/|guides/|procedures\?family=)[^"#]+)', text)
    assert len(places) == 41
    assert ("/guides/birth" in tiles, "/guides/birth" in places, "/find/events/daily" in places) == (True, True, True)
    assert 'href="/find/events/birth"' not in text, "a guide asks, and leads to the list"
    assert 'href="/find/events/birth"' in page(client, "/guides/birth")
    for address in (*tiles, *places):
        assert client.get(address).status_code == 200, address


def test_how_long_each_is_kept_is_folded(client: TestClient) -> None:
    folded = page(client, "/privacy").partition("<summary>手続の一覧")[2].partition("</details>")[0]
    assert folded.count("<dt>") > 100, "thirty screens of a phone if they were open"


def test_the_page_of_privacy_leads_to_the_request_to_see_what_the_city_holds(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = '<li><a href="/procedures/kojin-joho-kaiji">保有個人情報の開示請求（自分の情報を見る）</a></li>'
    assert link in page(client, "/privacy")
    every = Catalogue.all
    monkeypatch.setattr(Catalogue, "all", lambda self: [row for row in every(self) if row.id != "kojin-joho-kaiji"])
    assert "kojin-joho-kaiji" not in page(client, "/privacy"), "the city does not offer it"


def test_what_to_have_at_hand_is_among_the_facts_above_the_button(client: TestClient) -> None:
    def at_hand(procedure: str) -> str:
        facts = page(client, f"/procedures/{procedure}").partition('<dl class="facts">')[2].partition("</dl>")[0]
        return facts.partition("<dt>用意するもの</dt><dd>")[2].partition("</dd>")[0]

    card, password = "<li>マイナンバーカードと、4けたの暗証番号</li>", "<li>署名用のパスワード（6文字から16文字）</li>"
    for signed in ("jido-teate-nintei", "hoiku-riyo-moshikomi"):
        assert at_hand(signed).startswith(f"<ul>{card}{password}"), "each password has its line"
    assert (card in at_hand("tenko-todoke"), "署名用" in at_hand("shisei-iken")) == (True, False)
    assert "署名用" not in at_hand("sodai-gomi"), "nothing is signed"
    assert at_hand("sodai-gomi") == "特にありません。"
    assert 'id="bring"' not in page(client, "/procedures/sodai-gomi"), "not once more below"
    assert at_hand("ido-todoke").startswith("<ul><li>来た人の本人確認ができるもの</li>"), (
        "what only the counter takes is brought there"
    )
    assert '<a href="#bring">ほか 3点</a>' in at_hand("ido-todoke")


def test_where_there_is_no_sign_in_by_card_none_is_to_have_at_hand(city: Installation) -> None:
    at_counter = TestClient(make_app(replace(city, provider=None), with_worker=False), base_url=BASE)
    text = page(at_counter, "/procedures/nichijo-yogu")
    assert "いまはオンラインで受け付けていない" in text
    assert "暗証番号" not in text.partition('<dl class="rows">')[0]


def test_without_a_way_to_sign_in_a_procedure_is_not_begun_on_line(city: Installation) -> None:
    nothing = replace(city, provider=None, mailer=None, account_provider=None, company_provider=None)
    closed, by_mail = (
        TestClient(make_app(each, with_worker=False), base_url=BASE)
        for each in (nothing, replace(nothing, mailer=city.mailer))
    )
    begin = 'href="/apply/doro-senyo"'
    text = page(closed, "/procedures/doro-senyo")
    assert "オンラインで受け付けていないので" in text
    assert begin not in text
    assert "マイナンバーカードでの本人確認が" not in text, "no card is demanded"
    assert 'href="/procedures/doro-senyo"' in page(closed, "/sign-in?next=/apply/doro-senyo")
    assert begin in page(by_mail, "/procedures/doro-senyo")
    assert begin.replace("doro-senyo", "shisei-iken") in page(closed, "/procedures/shisei-iken"), "without a sign-in"


def test_a_family_is_opened_by_its_address_and_all_others_are_folded(client: TestClient) -> None:
    text = page(client, "/procedures?family=care")
    assert re.findall(r'<details class="more family" id="([a-z-]+)" open>', text) == ["care"]
    assert "介護保険 <span" in text
    assert "（13件）" in text
    assert " open>" not in page(client, '/procedures?family="><script>')


def test_the_page_of_a_search_has_its_words_in_its_title(client: TestClient) -> None:
    for address, own in (("/?q=図書館", "手続をさがす"), ("/procedures?q=図書館", "手続の一覧")):
        title = page(client, address).partition("<title>")[2].partition("</title>")[0]
        assert title.startswith(f"図書館｜{own}｜"), title
    assert "｜｜" not in page(client, "/").partition("</title>")[0]


def test_what_most_come_for_is_first_in_its_event(client: TestClient) -> None:
    firsts = {
        event: titles(page(client, f"/find/events/{event}"))[0]
        for event in ("birth", "moving-in", "care", "bereavement")
    }
    assert firsts == {
        "birth": "jido-teate-nintei", "moving-in": "tennyu-tenkyo-yoyaku", "care": "yokaigo-nintei",
        "bereavement": "okuyami-yoyaku",
    }  # fmt: skip


def test_the_guide_comes_before_the_procedures_where_its_words_are_asked_for(client: TestClient) -> None:
    text = page(client, "/?q=引っ越し")
    assert order(text, 'href="/guides/moving"', 'href="/procedures/tennyu') == sorted(
        order(text, 'href="/guides/moving"', 'href="/procedures/tennyu')
    )


def test_what_is_done_elsewhere_is_reported_with_its_office(client: TestClient) -> None:
    text = page(client, "/procedures?q=図書館").partition('id="found"')[2].partition("</main>")[0]
    assert "教育部 生涯学習課 学習係" in text
    assert "000-000-0630" in text
    assert titles(text) == []
    assert "/find/events/" not in text


def test_a_day_that_is_typed_on_a_procedures_page_gives_ones_own_last_day(client: TestClient) -> None:
    text = page(client, "/procedures/jido-teate-nintei")
    assert "あなたの期限を調べる" in text
    typed = "?event_date.year=2026&event_date.month=11&event_date.day={day}&day=mine"
    text = page(client, "/procedures/jido-teate-nintei" + typed.format(day=13))
    assert "あなたの期限は、11月30日（月）まで" in text
    assert "数えると11月28日（土）ですが、市役所が閉まっている日なので、次に開く日まで" in text
    late = page(client, "/procedures/jido-teate-nintei" + typed.format(day=1))
    assert "まででした" in late
    assert "手当は、請求した月の次の月の分からになります" in late
    wrong = client.get("/procedures/jido-teate-nintei" + typed.format(day=31))
    assert wrong.status_code == 422
    assert wrong.text.index('id="error-summary"') < wrong.text.index("<h1")


def test_what_only_the_counter_takes_is_not_to_be_sent_by_post(client: TestClient, city: Installation) -> None:
    """A My Number card or an oath of early voting in the post is worse than a trip."""
    for procedure in city.catalogue.all():
        text = page(client, f"/procedures/{procedure.id}")
        if "紙に書いて出すとき" in text:
            by_post = "post" in procedure.who
            assert ("郵便の送り先" in text, "郵便では出せません" in text) == (by_post, not by_post), procedure.id


def test_a_long_answer_shows_six_and_folds_the_rest_with_their_number(client: TestClient) -> None:
    answer = page(client, "/?q=子どもが生まれた").partition('id="found"')[2].partition("</main>")[0]
    shown, _, folded = answer.partition("<details")
    assert len(titles(shown)) == 6
    assert f"ほかの{len(titles(folded))}件を見る" in folded
    assert not set(titles(shown)) & set(titles(folded))
    assert "の手続</p>" not in answer  # the heading names the event that all of them are of


def test_where_nothing_is_filed_on_line_the_counter_is_no_second_way(client: TestClient, city: Installation) -> None:
    everything = city.catalogue.all()
    counter_only = [procedure.id for procedure in everything if "online" not in procedure.who]
    assert counter_only
    for procedure in counter_only:
        assert "窓口でできます" in page(client, f"/procedures/{procedure}")
    assert "窓口でもできます" in page(client, "/procedures/jido-teate-nintei")


def test_what_is_not_confirmed_is_explained_where_something_is_marked(client: TestClient) -> None:
    marks = {
        name: page(client, f"/procedures/{name}").count('class="assumed"')
        for name in ("risai-shomei", "jido-teate-nintei", "hoiku-genkyo", "sports-kyoshitsu", "gairoto-tsuho")
    }
    assert marks["risai-shomei"] == 0  # its days are no promise, and only those are not confirmed
    assert marks["jido-teate-nintei"] == 2
    assert 1 not in marks.values(), marks
