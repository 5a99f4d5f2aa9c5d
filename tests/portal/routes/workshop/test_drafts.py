"""Pages of a draft over HTTP, without scripts."""

import re
from io import BytesIO
from zipfile import ZipFile

from forms.loading import short_hash
from portal.services.procedures.offer_published import offer_published
from portal.services.shared.installation import Installation
from portal.services.workshop.begin_draft import Source, begin_next
from portal.services.workshop.publish_release import approve_release
from portal.store.procedures import definitions
from portal.store.workshop import definition_releases, resident_drafts
from portal.web.shared.words import words as words_of
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.paper.paper import text_of
from tests.portal.services.workshop.test_preview_draft import MORE
from tests.portal.services.workshop.writing import DUTY, NAME, TEXT, ask, author, begin, publisher, sign
from tests.portal.world import add_member

HERE = "/desk/workshop"


def drafted(installation: Installation) -> tuple[StaffBrowser, str]:
    member = author(installation)
    return at_desk(installation, member), f"{HERE}/drafts/{begin(installation, member)}"


def test_a_draft_is_begun_written_and_every_page_of_it_opens(installation: Installation) -> None:
    browser = at_desk(installation, author(installation))
    assert "新しく作る" in browser.get(HERE)
    assert "下書きを始める" in browser.get(f"{HERE}/new")
    refused = browser.post(f"{HERE}/new", f"{HERE}/new", {"procedure": "Guard", "duty": DUTY, "template": ""})
    assert (refused.status_code, "小文字" in refused.text) == (422, True)
    begun = browser.post(f"{HERE}/new", f"{HERE}/new", {"procedure": NAME, "duty": DUTY, "template": ""})
    base = begun.headers["location"]
    assert browser.post(f"{base}/text", f"{base}/text", {"part": "", "text": TEXT, "read": "1"}).status_code == 303
    assert "直すところはありません" in browser.get(f"{base}/text")
    for page in (
        "",
        "/text?part=easy",
        "/history",
        "/history?seen=1",
        "/difference",
        "/sheet",
        "/phone",
        "/phone?language=easy",
        "/counter",
    ):
        assert "ガードレール" in browser.get(base + page) or page == "/history"
    assert browser.client.get(f"{base}/paper.pdf").content.startswith(b"%PDF")
    assert browser.client.get(f"{base}/file.yaml").text == TEXT
    assert NAME in browser.get(HERE)


def test_complaints_are_beside_the_text_with_their_lines(installation: Installation) -> None:
    browser, base = drafted(installation)
    wrong = TEXT.replace("max: 40", "max: forty").replace("duty: roads", "duty: housing")
    browser.post(f"{base}/text", f"{base}/text", {"part": "", "text": wrong, "read": "2"})
    page = browser.get(f"{base}/text")
    assert "18行" in page
    assert "max: forty" in page
    assert "先に、文を直してください" in browser.get(f"{base}/sheet")
    for page in ("phone", "counter"):
        assert "先に、文を直してください" in browser.get(f"{base}/{page}")
    assert "先に、文を直してください" in browser.get(f"{base}/difference")
    browser.get(f"{base}/paper.pdf", 404)
    assert "か所の指摘を見る" in browser.get(base)


def test_the_second_author_sees_both_texts(installation: Installation) -> None:
    alice, base = drafted(installation)
    bob = at_desk(installation, author(installation, "bob"))
    alice.post(f"{base}/text", f"{base}/text", {"part": "", "text": TEXT + "# alice's\n", "read": "2"})
    answer = bob.post(f"{base}/text", f"{base}/text", {"part": "", "text": TEXT + "# bob's\n", "read": "2"})
    assert answer.status_code == 409
    for words in ("# alice&#39;s", "# bob&#39;s", "authorさんが、先に保存しました"):
        assert words in answer.text
    assert f'data-line="{TEXT.count(chr(10)) + 1}"' in answer.text
    read = re.findall(r'name="read" value="(\d+)"', answer.text)[0]
    assert bob.post(f"{base}/text", f"{base}/text", {"part": "", "text": "bob", "read": read}).status_code == 303


def test_who_has_it_open_and_who_saved_is_stated_while_the_page_is_open(installation: Installation) -> None:
    alice, base = drafted(installation)
    bob = at_desk(installation, author(installation, "bob"))
    assert f'data-together="{base}/together?read=2"' in alice.get(base)
    assert alice.get(f"{base}/together?read=2") == ""
    assert bob.get(f"{base}/together?read=2") == "いま開いている人：authorさんさん。"
    assert alice.get(f"{base}/together?read=2") == "いま開いている人：bobさんさん。"
    bob.post(f"{base}/text", f"{base}/text", {"part": "", "text": TEXT + "# bob\n", "read": "2"})
    assert re.fullmatch(
        "いま開いている人：bobさんさん。 bobさんさんが.*に保存しました。開き直すと見えます。",
        alice.get(f"{base}/together?read=2"),
    )
    assert alice.get(f"{base}/together?read=3") == "いま開いている人：bobさんさん。"
    charlie = at_desk(installation, author(installation, "charlie", "housing"))
    charlie.get(f"{base}/together?read=2", 404)
    at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY))).get(f"{base}/together", 403)
    assert "charlie" not in alice.get(f"{base}/together?read=<b>")
    bob.post(base, f"{base}/discard", {})
    assert "data-together" not in alice.get(base)


def test_an_earlier_text_comes_back(installation: Installation) -> None:
    browser, base = drafted(installation)
    browser.post(f"{base}/text", f"{base}/text", {"part": "", "text": "spoilt", "read": "2"})
    browser.post(f"{base}/history?seen=2", f"{base}/history", {"revision": "2", "read": "3"})
    assert browser.client.get(f"{base}/file.yaml").text == TEXT
    assert "2番目の文にもどしました" in browser.get(f"{base}/history")


def marks(overview: str) -> list[str]:
    return re.findall(
        r"　<strong>((?:済み|まだ|ひな形)[^<]*)</strong>", overview.partition("すること</h2>")[2].partition("</ol>")[0]
    )


def test_what_the_author_has_not_touched_is_not_done(installation: Installation) -> None:
    browser = at_desk(installation, author(installation))
    sent = {"procedure": NAME, "duty": DUTY, "template": ":event", "title": "読み聞かせ教室"}
    base = browser.post(f"{HERE}/new", f"{HERE}/new", sent).headers["location"]
    page = browser.get(base)
    assert marks(page)[:2] == ["ひな形のまま（よみがな、1文の説明、根拠）", "ひな形のまま"]
    assert "題、よみがな、1文の説明、根拠のどれかが、ひな形のままです。" in page


def test_lines_are_signed_one_by_one_or_by_section(installation: Installation) -> None:
    browser, base = drafted(installation)
    page = browser.get(f"{base}/sheet")
    mark = re.findall(r'name="line" value="([0-9a-f]{64})"', page)
    assert len(mark) == 1
    assert "署名ずみ" not in page  # lines that need no signature have none
    overview = browser.get(base)
    assert "署名のない行があります" in overview
    assert marks(overview) == ["済み", "済み", "まだ（あと1行）"]
    assert '<a href="#release">公開に進む</a>' in overview
    browser.post(f"{base}/sheet", f"{base}/sheet", {"line": mark[0]})
    assert marks(browser.get(base)) == ["済み", "済み", "済み"]
    page = browser.get(f"{base}/sheet")
    assert "authorさん（author）" in page
    assert "署名のいる行は、すべて署名ずみです" in page
    changed = TEXT.replace("要綱", "規則")
    browser.post(f"{base}/text", f"{base}/text", {"part": "", "text": changed, "read": "2"})
    section = re.findall(r'name="section" value="([\w-]+)"', browser.get(f"{base}/sheet"))
    assert len(section) == 1
    browser.post(f"{base}/sheet", f"{base}/sheet", {"section": section[0]})
    assert "署名のいる行は、すべて署名ずみです" in browser.get(f"{base}/sheet")


def test_a_line_that_was_changed_after_it_was_read_is_not_signed_with_its_section(installation: Installation) -> None:
    browser, base = drafted(installation)
    read = re.findall(r'name="section" value="([\w-]+)"', browser.get(f"{base}/sheet"))
    changed = TEXT.replace("要綱", "規則")
    browser.post(f"{base}/text", f"{base}/text", {"part": "", "text": changed, "read": "2"})
    late = browser.post(f"{base}/sheet", f"{base}/sheet", {"section": read[0]})
    page = browser.get(f"{base}/sheet")
    assert (late.status_code, "規則" in page, page.count('name="line"')) == (409, True, 1)


def test_all_open_lines_of_a_section_are_signed_at_once_and_no_other_ones(installation: Installation) -> None:
    member, source = author(installation), "source: {text: 要綱, certainty: assumed}"
    text = TEXT.replace("max: 40}", f"max: 40, {source}}}").replace("required: false}", f"required: false, {source}}}")
    browser, base = at_desk(installation, member), f"{HERE}/drafts/{begin(installation, member, text)}"
    page = browser.get(f"{base}/sheet")
    assert page.count('name="line"') == 3
    section = re.findall(r'name="section" value="([^"]+)">この部分の2行すべてに署名する', page)
    browser.post(f"{base}/sheet", f"{base}/sheet", {"section": section[0]})
    page = browser.get(f"{base}/sheet")
    assert (page.count('name="line"'), page.count("authorさん（author）")) == (1, 2)
    # What is signed is folded; what is open is not.
    assert len(re.findall(r"<summary>[^<]*行、署名ずみ）", page)) == 1
    assert 'name="line"' not in "".join(re.findall(r"<details.*?</details>", page, re.DOTALL))
    assert page.count('name="section"') == 1


def test_a_draft_of_a_signed_version_has_neither_new_lines_nor_differences(installation: Installation) -> None:
    member = author(installation)
    draft_id = begin(installation, member)
    sign(installation, member, draft_id)
    assert ask(installation, member, draft_id) == ""
    second = publisher(installation)
    with installation.database.write() as unit:
        (release,) = definition_releases.of_draft(unit, draft_id)
        approve_release(installation, unit, second, release.id)
        unit.commit()
    offer_published(installation)
    with installation.database.write() as unit:
        following = begin_next(
            installation, unit, member, Source(definitions.newest_of(unit, NAME), {"": TEXT})
        ).draft_id
        unit.commit()
    browser, base = at_desk(installation, member), f"{HERE}/drafts/{following}"
    page = browser.get(f"{base}/sheet")
    assert "署名のいる行は、すべて署名ずみです" in page
    assert "推定（未確認）" in page
    assert "新しい行" not in page
    assert "確かさ" not in browser.get(f"{base}/difference")


def test_the_phone_walks_to_the_end_and_complains_as_it_would(installation: Installation) -> None:
    browser, base = drafted(installation)
    begun = browser.get(f"{base}/phone")
    assert begun.count("<h1") == 1
    page = re.findall(r'name="page" value="([\w.-]+)"', begun)[0]
    empty = browser.post(f"{base}/phone", f"{base}/phone", {"page": page, "spot": ""})
    assert empty.status_code == 422
    second = browser.post(f"{base}/phone", f"{base}/phone", {"page": page, "spot": "<b>橋</b>"}).text
    assert '<input type="hidden" name="spot" value="&lt;b&gt;橋&lt;/b&gt;">' in second
    following = re.findall(r'name="page" value="([\w.-]+)"', second)[0]
    end = browser.post(
        f"{base}/phone", f"{base}/phone", {"page": following, "seen": page, "spot": "<b>橋</b>", "bent": "yes"}
    ).text
    assert "本番では、ここで出します" in end
    assert "&lt;b&gt;橋&lt;/b&gt;" in end


def test_a_phone_speaks_the_language_of_its_reader_and_paper_the_words_of_the_city(installation: Installation) -> None:
    browser, base = drafted(installation)
    mine = TEXT.replace("見本市道路要綱", '"{city}の要綱"')
    browser.post(f"{base}/text", f"{base}/text", {"part": "", "text": mine, "read": "2"})
    easy = {
        "part": "easy",
        "text": f'ask.spot.label: {{text: 目印（めじるし）, of: "{short_hash("目じるし")}"}}\n',
        "read": "0",
    }
    assert browser.post(f"{base}/text", f"{base}/text?part=easy", easy).status_code == 303
    assert f'href="{base}/files.zip"' in browser.get(base)
    with ZipFile(BytesIO(browser.client.get(f"{base}/files.zip").content)) as packed:
        assert {name: packed.read(name).decode() for name in packed.namelist()} == {
            f"{NAME}.yaml": mine, f"{NAME}.easy.yaml": easy["text"],
        }  # fmt: skip
    shown = {language: browser.get(f"{base}/phone?language={language}") for language in ("ja", "easy", "vi")}
    assert "<ruby>目印<rp>（</rp><rt" in shown["easy"]
    assert [words_of(language)["apply.next"] in text for language, text in shown.items()] == [True, True, True]
    assert 'class="phone-frame" aria-label="スマホの見本" lang="vi"' in shown["vi"]
    wrong = browser.post(f"{base}/phone", f"{base}/phone", {"page": "spot", "spot": "", "language": "easy"})
    assert (wrong.status_code, "<ruby>" in wrong.text) == (422, True)
    assert f"{installation.city.name}の要綱" in text_of(browser.client.get(f"{base}/paper.pdf").content)


def test_the_counter_has_all_on_one_page_and_says_when_it_could_be_registered(installation: Installation) -> None:
    browser, base = drafted(installation)
    here = f"{base}/counter"
    browser.post(f"{base}/text", f"{base}/text", {"part": "", "text": MORE, "read": "2"})
    asked = {"screen-shown": "reception-place reception-came reception-shown p0.spot p0.bent p0.seen.1.who"}
    begun = browser.get(here)
    assert "窓口の「聞き取り」と同じ画面です" in begun
    assert [name in begun for name in ("p0.spot", "p0.bent", "p0.seen.1.who", "p0.how")] == [True, True, True, False]
    keyed = {
        "reception-place": "care",
        "reception-came": "anyone",
        "reception-shown": "passport",
        "p0.spot": "<b>橋</b>",
    }
    rows = {"screen-answers": "seen:1"}
    page = browser.post(here, here, {**asked, **keyed, **rows, "p0.bent": "yes", "screen-act": "add.0.seen"}).text
    assert [name in page for name in ("p0.seen.2.who", "p0.how", "登録できます。")] == [True, True, False]
    assert ("&lt;b&gt;橋" in page, "<b>橋" in page) == (True, False)
    assert re.findall(r'name="screen-answers" value="([^"]*)"', page) == ["seen:1,2"]
    page = browser.post(
        here, here, {**asked, **keyed, "screen-answers": "seen:1,2", "screen-act": "remove.0.seen.2"}
    ).text
    assert re.findall(r'name="screen-answers" value="([^"]*)"', page) == ["seen:1"]
    whole = {**asked, **keyed, **rows, "p0.bent": "no", "p0.seen.1.who": "人", "screen-act": "register"}
    assert "窓口で登録できます" in browser.post(here, here, whole).text
    assert "窓口で登録できます" not in browser.post(here, here, {**whole, "p0.seen.1.who": ""}).text
    hostile = {
        "screen-answers": "seen:x seen:99999 ../x:1 nothing:1 " * 90,
        "screen-shown": "p0.nothing p9.x <b>",
        "screen-act": "gone.9.x",
    }
    assert browser.post(here, here, hostile).status_code == 200
    with installation.database.read() as unit:
        assert resident_drafts.counts(unit, NAME) == {}
    online = MORE.replace(", counter: [anyone]", "")
    browser.post(f"{base}/text", f"{base}/text", {"part": "", "text": online, "read": "3"})
    assert "窓口では聞き取りません" in browser.get(here)


def test_hostile_markup_and_size_of_a_definition_do_no_harm(installation: Installation) -> None:
    browser, base = drafted(installation)
    hostile = TEXT.replace("ガードレールの通報", "'<script>alert(1)</script>'").replace(
        "目じるし", "'<img src=x onerror=alert(1)>'"
    )
    browser.post(f"{base}/text", f"{base}/text", {"part": "", "text": hostile, "read": "2"})
    for page in ("", "/text", "/history?seen=3", "/sheet", "/phone", "/counter", "/difference"):
        answer = browser.client.get(base + page).text
        assert "<script>alert" not in answer, page
        assert "<img src=x" not in answer, page
    assert browser.client.get(f"{base}/paper.pdf").status_code == 200
    huge = browser.post(f"{base}/text", f"{base}/text", {"part": "", "text": "x" * 200_001, "read": "3"})
    assert huge.status_code == 413
    for boxes in ({"read": "x"}, {"part": "../x", "read": "3"}, {"read": ""}):
        assert browser.post(f"{base}/text", f"{base}/text", {"part": "", "text": "a", **boxes}).status_code == 400
    browser.get(f"{base}/text?part=fr", 400)
    browser.get(f"{base}/history?seen=x", 400)


def test_strangers_find_nothing_and_publishers_do_not_write(installation: Installation) -> None:
    browser, base = drafted(installation)
    charlie = at_desk(installation, author(installation, "charlie", "housing"))
    second = at_desk(installation, publisher(installation))
    not_allowed = at_desk(installation, add_member(installation, "nobody", ("reviewer", DUTY), ("administrator", "*")))
    for page in (
        "",
        "/text",
        "/history",
        "/difference",
        "/sheet",
        "/phone",
        "/counter",
        "/paper.pdf",
        "/file.yaml",
        "/files.zip",
    ):
        charlie.get(base + page, 404)
        not_allowed.get(base + page, 403)
        second.get(base + page)
    not_allowed.get(HERE, 403)
    for page, boxes in (
        ("text", {"part": "", "text": "x", "read": "2"}), ("history", {"revision": "1", "read": "2"}),
        ("sheet", {}), ("ask", {"read": "2"}), ("discard", {}), ("phone", {}), ("counter", {}),
    ):  # fmt: skip
        assert charlie.post(HERE, f"{base}/{page}", boxes).status_code in (403, 404), page
        if page not in ("sheet", "phone", "counter"):
            assert second.post(HERE, f"{base}/{page}", boxes).status_code == 403, page
    assert browser.client.get(f"{base}/file.yaml").text == TEXT


def test_a_draft_is_discarded_and_then_only_read(installation: Installation) -> None:
    browser, base = drafted(installation)
    assert browser.post(base, f"{base}/discard", {}).status_code == 303
    page = browser.get(base)
    assert "捨ててあります" in page
    assert "承認を求める" not in page
    answer = browser.post(base, f"{base}/text", {"part": "", "text": "x", "read": "2"})
    assert answer.status_code == 409


def test_approval_is_asked_for_once_all_is_signed(installation: Installation) -> None:
    member = author(installation)
    browser, draft_id = at_desk(installation, member), begin(installation, member)
    base = f"{HERE}/drafts/{draft_id}"
    refused = browser.post(base, f"{base}/ask", {"read": "2"})
    assert (refused.status_code, "署名のない行があります" in refused.text) == (422, True)
    sign(installation, member, draft_id)
    for day in ("2020-01-01", "no day", "9999-99-99"):
        assert browser.post(base, f"{base}/ask", {"read": "2", "from": day}).status_code == 422, day
    assert browser.post(base, f"{base}/ask", {"read": "1"}).status_code == 409
    assert (
        browser.post(base, f"{base}/ask", {"read": "2", "from": "2026-12-01", "from_time": "09:00"}).status_code == 303
    )
    assert "承認を待っています" in browser.get(base)
    assert "12月1日" in browser.get(base)


def test_words_for_completion_are_for_those_who_make_procedures(installation: Installation) -> None:
    browser = at_desk(installation, author(installation))
    words = browser.client.get("/desk/workshop/words.json")
    assert words.json()["blocks"]["person"] == "人"
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    assert clerk.client.get("/desk/workshop/words.json").status_code == 403


def test_the_offered_procedures_are_searched_by_title_reading_and_name(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "every", ("author", "*")))

    def found(asked: str) -> list[str]:
        return re.findall(r'href="/desk/workshop/procedures/([a-z0-9-]+)">', browser.get(f"{HERE}?q={asked}"))

    offered = found("")
    assert len(offered) > 100
    assert found("jido-teate-nintei") == found("じどうてあて+にんていせいきゅう") == ["jido-teate-nintei"]
    assert set(found("児童手当")) < set(offered)
    assert found("ありえない手続") == []
    assert "0件。題かふりがな" in browser.get(f"{HERE}?q=ありえない手続")
