"""Papers, deadlines, rules, options, results by the form alone, over HTTP and without scripts."""

import re
from typing import Any

import pytest

from portal.routes.workshop import words
from portal.services.shared.installation import Installation
from portal.services.workshop.definition_text import DefinitionText
from portal.services.workshop.edit_questions import parts_of
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.routes.workshop.test_questions import HERE, Form, form
from tests.portal.routes.workshop.test_releases import PROCEDURE, published
from tests.portal.services.workshop.writing import author
from tests.portal.world import DUTY as CARE
from tests.portal.world import PROCEDURE as CARD

__all__ = ["form", "published"]


def put(form: Form, at: str, new: Any = False, type_: Any = "", status: Any = 303, **boxes: Any) -> str:
    page = f"{form.here}/keys?at={at}{'&new=1' if new else ''}{f'&type={type_}' if type_ else ''}"
    answer = form.send(f"{form.here}/keys", page, **{"act": "save", **boxes})
    assert answer.status_code == status, answer.text
    return answer.headers.get("location", "") if status == 303 else answer.text


def test_what_the_language_says_is_stated_without_yaml(form: Form) -> None:
    form.question("steps.0", "choice", label="受け取り方", options="郵送\n窓口\nそのほか", required="yes")
    form.question("steps.0", "money", label="かかったお金", required="yes")
    put(form, "steps.0.ask.2.options.option_3", tell="true", help="くわしく書きます")
    put(form, "steps.0.ask.2.options.option_2", **{"when": "phone.answered"})
    put(form, "steps.0.ask.3.must", new=True, say="10万円までです。")
    form.condition("steps.0.ask.3.must.0&key=that", question="money", **{"comparison.0": "<=", "value.0": "100000"})
    put(form, "steps.0.ask.3.warn", new=True, that="money > 0", say="0円ですか。")
    put(form, "steps.0.ask.3.stop", say="ここではできません。", next="窓口へ来てください。")
    put(form, "attach", new=True, id="receipt", label="領収書", later="true", later_days="14", certainty="assumed")
    put(form, "attach", new=True, id="photo", label="写真", certainty="std")
    form.condition("attach.1", question="choice", **{"comparison.0": "in", "value.0": "option_1"})
    put(form, "attach.1", act="up")
    put(form, "time.window", **{"from": "2026-12-01", "to": "2027-01-31", "say": "受付は1月31日までです。"})
    put(form, "time", due="days(today, 14)", certainty="assumed")
    put(form, "fee", text="300円", amount="300", certainty="assumed", paid="before")
    put(
        form,
        "",
        boxes=["who.counter", "who.post"],
        **{"who.counter": ["self", "agent"], "who.post": ["self"]},
    )
    put(form, "next", new=True, say="確かめます。")
    put(form, "next", new=True, say="送ります。")
    put(form, "next.1", when="choice == option_1")
    put(form, "who_when", new=True, name="agent", say="代理人が出せるのは、窓口で受け取るときだけです。")
    form.condition("who_when.agent", question="choice", **{"comparison.0": "in", "value.0": "option_2"})
    assert "：この人は、いつ出せますか" in form.browser.get(f"{form.here}/condition?at=who_when.agent")
    put(
        form,
        "outcomes",
        new=True,
        name="approved",
        label="認めます",
        notice="決定通知書",
        state="approved",
        certainty="assumed",
    )
    put(form, "result", new=True, type_="money", id="amount", label="決定の額")
    put(form, "staff", notices="approved: 決定通知書")
    text = form.text()
    for line in (
        "option_3: {label: そのほか, tell: true, help: くわしく書きます}",
        'option_2: {label: 窓口, when: "phone.answered"}',
        'must: [{that: "money <= 100000", say: "10万円までです。"}]',
        'stop: {when: "money.answered", say: ここではできません。, next: 窓口へ来てください。}',
        "later: true, later_days: 14",
        'when: "choice == option_1"',
        "counter: [self, agent]",
        'who_when: {agent: {when: "choice == option_2", say: 代理人が出せるのは、窓口で受け取るときだけです。}}',
        'next: [確かめます。, {say: 送ります。, when: "choice == option_1"}]',
        'window: {from: "2026-12-01", to: "2027-01-31", say: 受付は1月31日までです。}',
        "paid: before",
        "approved: {label: 認めます, state: approved, notice: 決定通知書, certainty: assumed}",
        "- {id: amount, type: money, label: 決定の額}",
    ):
        assert line in text, (line, text)
    assert text.index("id: photo") < text.index("id: receipt")
    assert "読めない" not in form.page()


def test_a_part_that_has_a_type_a_kind_or_a_procedure_of_its_own_is_written_by_the_form(form: Form) -> None:
    put(form, "settings", new=True, name="most", type="money", default="30000", label="上限", certainty="assumed")
    put(form, "settings.most", type="integer")
    put(form, "time", **{"due": "today + days(14)", "certainty": "assumed"})
    put(form, "time.period", kind="standard", days="14", unit="bizday", certainty="assumed")
    put(form, "follows", procedure="jokaso-kofu", outcomes="approved", certainty="assumed")
    page = f"{form.here}/question?into=steps.0&type=computed"
    more = form.send(f"{form.here}/question", page, label="上限の額", id="cap").headers["location"]
    put(form, more.partition("at=")[2].partition("&")[0], of="money", compute="city.most", hidden="true")
    text = form.text()
    for line in (
        "settings: {most: {type: integer, default: 30000, certainty: assumed, label: 上限}}",
        "period: {kind: standard, days: 14, unit: bizday, certainty: assumed}",
        'follows: {procedure: "jokaso-kofu", outcomes: [approved], certainty: assumed}',
        'type: computed, label: 上限の額, compute: "city.most", of: money, hidden: true}',
    ):
        assert line in text, (line, text)


def test_a_name_changes_with_all_that_says_it(form: Form) -> None:
    form.condition("steps.0.ask.1", question="name", **{"comparison.0": "answered"})
    page = f"{form.here}/rename?at=steps.0.ask.0"
    assert "4か所" in form.browser.get(page)
    for name in ("phone", "A b", ""):
        assert form.send(f"{form.here}/rename", page, name=name).status_code == 422
    easy = 'ask.name.label: {text: "なまえ", of: "00000000"}\n'
    form.send(f"{form.base}/text", f"{form.base}/text?part=easy", part="easy", text=easy)
    assert form.send(f"{form.here}/rename", page, name="applicant").status_code == 303
    text = form.text()
    assert "id: applicant, type: person_name" in text
    assert 'when: "applicant.answered"' in text
    assert "answers: {applicant: 見本 太郎" in text
    assert "principal: {name: applicant}" in text
    assert "ask.applicant.label" in form.browser.get(f"{form.base}/text?part=easy")
    late = form.send(f"{form.here}/rename", page, name="later", read="1", trail="applicant")
    assert (late.status_code, form.text()) == (409, text)


def test_a_name_that_a_layout_or_an_official_form_reads_stays(installation: Installation) -> None:
    browser = at_desk(installation, author(installation, duty=CARE))
    begun = browser.post(f"{HERE}/procedures/{CARD}", f"{HERE}/procedures/{CARD}/draft", {})
    form = Form(browser, begun.headers["location"].partition("?")[0])
    before = form.text()
    known = DefinitionText(before)
    at = next(".".join(map(str, path)) for path, node in parts_of(known.tree) if node.word("id") == "lost_how")
    page = f"{form.here}/rename?at={at}"
    shown = browser.get(page)
    assert "紛失の状況コード" in shown
    assert "紙の様式「" in shown
    assert "名前を変える</button>" not in shown
    boxes = {"at": at, "trail": "lost_how", "read": "1", "name": "how_lost"}
    refused = form.send(f"{form.here}/rename", page, **boxes)
    assert (refused.status_code, form.text()) == (409, before)


def test_two_authors_on_one_part_lose_nothing(form: Form) -> None:
    put(form, "attach", new=True, id="photo", label="写真", certainty="law")
    put(form, "attach.0", label="いまの写真")
    late = form.send(f"{form.here}/keys", f"{form.here}/keys?at=attach.0", act="save", label="あとの写真", read="2")
    assert late.status_code == 409
    assert 'value="あとの写真"' in late.text
    assert "いまの写真" in form.text()
    put(form, "attach.0", act="remove")
    gone = form.send(
        f"{form.here}/keys",
        f"{form.here}/keys",
        act="save",
        at="attach.0",
        trail="/いまの写真",
        label="あとの写真",
        id="photo",
    )
    assert gone.status_code == 409
    assert 'value="あとの写真"' in gone.text
    assert "attach" not in form.text()


def test_hostile_parts_are_refused(form: Form) -> None:
    before = form.text()
    for at, status in (
        ("../x", 400),
        ("a" * 999, 400),
        ("steps.0.nothing", 409),
        ("attach", 409),
        ("steps.99", 409),
    ):
        assert form.browser.client.get(f"{form.here}/keys?at={at}").status_code == status, at
    for boxes, status in (
        ({"at": "", "act": "remove"}, 400), ({"at": "steps.0.ask.0", "act": "remove"}, 400), ({"at": "fee", "act": "remove"}, 400),
        ({"at": "outcomes", "new": "1", "name": "../x", "label": "x"}, 422), ({"at": "attach", "new": "1", "label": "x" * 4001}, 422),
        ({"at": "", "kind": "x"}, 422), ({"at": "", "title": ""}, 422),
    ):  # fmt: skip
        answer = form.send(f"{form.here}/keys", f"{form.here}/keys", **{"act": "save", **boxes})
        assert answer.status_code == status, boxes
    assert form.text() == before


def test_easy_japanese_is_written_beside_the_question(form: Form) -> None:
    page = f"{form.here}/words?at=steps.0.ask.0"
    box = "easy.ask.name.label"
    assert form.send(f"{form.here}/words", page, **{box: "x" * 2001}).status_code == 422
    assert form.send(f"{form.here}/words", page, **{box: "なまえ", "en.ask.name.label": "Name"}).status_code == 303
    assert "ask.name.label: {text: Name, of:" in form.browser.get(f"{form.base}/text?part=en")
    put(form, "steps.0.ask.0", label="お名前")
    assert form.browser.get(page).count("もとの日本語が変わりました") == 2
    assert form.send(f"{form.here}/words", page, as_it_is=box, read="1").status_code == 409
    assert form.send(f"{form.here}/words", page, as_it_is=box).status_code == 303
    assert form.browser.get(page).count("もとの日本語が変わりました") == 1
    assert (
        form.send(f"{form.here}/words", f"{form.here}/words", **{"easy.title": "あたらしい てつづき"}).status_code
        == 303
    )
    assert form.browser.client.get(f"{form.here}/words?at=steps.0").status_code == 409


def test_what_lacks_words_comes_first_and_the_rest_is_folded(form: Form) -> None:
    whole = f"{form.here}/words"
    page = form.browser.get(whole)
    groups = re.findall(r'<details class="more"( open)?><summary>([^<]+)</summary>', page)
    assert [bool(opened) for opened, _ in groups] == [True] + [False] * (len(groups) - 1)
    assert all("　まだの文 " in words for _, words in groups)
    boxes = re.findall(r'name="((?:easy|en)\.[^"]+)"', page)
    number = len(boxes) // 2
    assert f"{number}の文のうち、まだのもの：やさしい日本語 {number}、英語 {number}" in page
    place = boxes[0].partition(".")[2]
    typed = {f"easy.{place}": "やさしい ことば", f"en.{place}": "Easy words"}
    assert form.send(whole, whole, **typed).status_code == 303
    page = form.browser.get(whole)
    assert f"やさしい日本語 {number - 1}、英語 {number - 1}" in page
    last = re.findall(r'<details class="more"( open)?><summary>([^<]+)</summary>', page)[-1]
    assert (last[0], "　書いてある文 1" in last[1]) == ("", True)
    assert re.findall(r'name="(easy\.[^"]+)"', page)[-1] == f"easy.{place}"
    stale = form.send(whole, whole, **{**typed, f"en.{place}": "Other words", "read": "1"})
    assert stale.status_code == 409
    assert re.findall(r'name="(easy\.[^"]+)"', stale.text) == [f"easy.{place}"], "what was typed, whatever the order"
    assert '<details class="more" open>' in stale.text
    assert "Other words" in stale.text


def test_many_sentences_are_written_piece_by_piece(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "PIECE", 2)
    whole = f"{form.here}/words"
    first, second = form.browser.get(whole), form.browser.get(f"{whole}?start=2")
    boxes = [re.findall(r'name="(easy\.[^"]+)"', page) for page in (first, second)]
    assert [len(names) for names in boxes] == [2, 2]
    assert not set(boxes[0]) & set(boxes[1])
    saved = form.send(whole, f"{whole}?start=2", **{boxes[1][0]: "やさしい ことば", "start": "2"})
    assert "&start=2&" in saved.headers["location"]
    assert "やさしい ことば" in form.browser.get(saved.headers["location"])
    assert "やさしい ことば" not in form.browser.get(f"{whole}?start=0")
    last = form.browser.get(f"{whole}?start=99998")
    assert re.findall(r'name="(easy\.[^"]+)"', last), "beyond the end it is the last piece"


def test_what_a_name_in_force_touches_is_named_before_and_drafts_keep_their_answers(
    published: tuple[StaffBrowser, StaffBrowser],
) -> None:
    begun = published[0].post(PROCEDURE, f"{PROCEDURE}/draft", {})
    form = Form(published[0], begun.headers["location"].partition("?")[0])
    form.send(f"{form.base}/text", f"{form.base}/text", part="", text=form.text().replace("version: 1", "version: 2"))
    page = f"{form.here}/rename?at=steps.0.ask.0"
    assert "渡すファイルの列の名が変わります" in form.browser.get(page)
    assert form.send(f"{form.here}/rename", page, name="landmark").status_code == 303
    assert "carry_over: {rename: {spot: landmark}}" in form.text()
    assert "読めない" not in form.browser.get(f"{form.base}/text")


def test_a_deadline_is_chosen_and_read_in_words(form: Form) -> None:
    form.question("steps.0", "date", label="うまれた日", required="yes")
    page = f"{form.here}/day"
    shown = form.browser.get(page)
    name = next(
        name for name, label in re.findall(r'<option value="([^"]+)">([^<]+)</option>', shown) if label == "うまれた日"
    )
    boxes = {"base": name, "way": "days", "number": "14", "closed": "open_day_from"}
    for wrong, box in (
        ({"base": "x"}, "base"),
        ({"number": "14日"}, "number"),
        ({"setting": "city.x"}, "number"),
        ({"way": "weeks"}, "way"),
    ):
        refused = form.send(page, page, **{**boxes, **wrong})
        assert (refused.status_code, f'href="#{box}"' in refused.text) == (422, True)
    answer = form.send(page, page, **boxes)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{form.here}/keys?at=time")
    assert f"open_day_from({name} + days(14))" in form.text()
    assert "「うまれた日」の14日あと（閉庁日なら、次の開庁日）。" in form.browser.get(f"{form.here}/keys?at=time")
    assert form.send(page, page, **{**boxes, "way": "on", "read": "1"}).status_code == 409
    put(form, "time", due=f"{name} + months(1)")
    assert "選んで作る形では出せません" in form.browser.get(page)
    assert "選んで期限を決める" in form.browser.get(f"{form.here}/keys?at=time")
