"""Questions of a draft by the form alone, over HTTP and without scripts."""

import re
from typing import Any

import pytest
from httpx2 import Response

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.workshop.writing import DUTY, NAME, TEXT, author, publisher

HERE = "/desk/workshop"


class Form:
    """A draft whose pages are filled in as a person does, with the revision that each page was read at."""

    def __init__(self, browser: StaffBrowser, base: str) -> None:
        self.browser, self.base, self.here, self.after = browser, base, f"{base}/questions", ""

    def send(self, address: str, page: str, **boxes: Any) -> Response:
        text = self.browser.get(page)
        hidden = dict(
            re.findall(
                r'<input type="hidden" name="(read|type|of_type|at|name|into|kind|key|trail|new)" value="([^"]*)"', text
            )
        )
        return self.browser.post(page, address, {**hidden, **boxes})

    def act(self, how: str, at: str, page: str = "") -> None:
        answer = self.send(f"{self.here}/{page}" if page else self.here, self.here, act=f"{how} {at}")
        assert answer.status_code == 303, answer.text
        self.after = answer.headers["location"]

    def undo(self) -> Response:
        text = self.browser.get(self.after)
        boxes = dict(re.findall('<input type="hidden" name="(revision|to)" value="([^"]*)"', text))
        return self.send(f"{self.base}/history", self.after, **boxes)

    def question(self, into: str, type_: str, **boxes: str) -> None:
        page = f"{self.here}/question?into={into}&type={type_}"
        answer = self.send(f"{self.here}/question", page, **boxes)
        assert answer.status_code == 303, answer.text

    def part(self, into: str, kind: str, **boxes: str) -> None:
        answer = self.send(f"{self.here}/part", f"{self.here}/part?into={into}&kind={kind}", **boxes)
        assert answer.status_code == 303, answer.text

    def condition(self, at: str, **boxes: Any) -> Response:
        return self.send(f"{self.here}/condition", f"{self.here}/condition?at={at}", act="save", **boxes)

    def text(self) -> str:
        return self.browser.client.get(f"{self.base}/file.yaml").text

    def page(self) -> str:
        return self.browser.get(self.here)


@pytest.fixture
def form(installation: Installation) -> Form:
    browser = at_desk(installation, author(installation))
    begun = browser.post(f"{HERE}/new", f"{HERE}/new", {"procedure": NAME, "duty": DUTY, "template": ""})
    return Form(browser, begun.headers["location"])


def test_ten_questions_are_made_by_the_form_alone_and_pass_the_check(form: Form) -> None:
    form.part("steps", "step", title="お子さんのこと")
    form.question("steps.1", "yes_no", label="お子さんはいますか", required="yes")
    form.question("steps.1", "choice", label="学校", required="yes", options="小学校\n中学校\nそのほか")
    form.part("steps.1", "rows", title="お子さん", min="1", max="5")
    form.question("steps.1.ask.2", "person_name", label="お子さんの氏名", required="yes")
    form.question("steps.1.ask.2", "date", label="お子さんの生年月日", required="yes")
    form.part("steps.1", "page", title="連絡")
    form.question("steps.1.ask.3", "email", label="メールアドレス")
    form.question("steps.1.ask.3", "text", label="学年", required="yes", max="20")
    form.question("steps.0", "address", label="住所", required="yes")
    form.question("steps.0", "integer", label="世帯の人数", required="yes", min="1", max="20", unit="人")
    form.question("steps.0", "long_text", label="ほかに伝えたいこと", max="200")
    for at in ("steps.1.ask.1", "steps.1.ask.2"):
        assert form.condition(at, question="yes_no", **{"comparison.0": "is", "value.0": "yes"}).status_code == 303
    assert (
        form.condition(
            "steps.1.ask.3.ask.1", question="choice", **{"comparison.0": "in", "value.0": ["option_1", "option_2"]}
        ).status_code
        == 303
    )
    page = form.page()
    assert "「お子さんはいますか」が「はい」のとき、聞く" in page
    assert "「学校」が「小学校」か「中学校」のとき、聞く" in page
    form.act("up", "steps.0.ask.3")
    moved = form.send(f"{form.here}/move", f"{form.here}/move?at=steps.0.ask.4", into="steps.1")
    assert moved.status_code == 303
    form.act("copy", "steps.1.ask.4")
    assert form.text().count("label: ほかに伝えたいこと") == 2
    before = form.text()
    form.act("remove", "steps.1.ask.5")
    assert form.text().count("label: ほかに伝えたいこと") == 1
    for count in (2, 1, 2):  # undone, done again, undone
        form.after = form.undo().headers["location"]
        assert form.text().count("label: ほかに伝えたいこと") == count
        assert ("やり直す" in form.browser.get(form.after)) is True
    assert form.text() == before
    form.act("fill", "0", page="examples")
    assert "直すところはありません" in form.page()
    assert "answers: {name: 見本 太郎, phone:" in form.text()


def test_each_complaint_is_beside_the_question_it_is_about(form: Form) -> None:
    form.part("steps", "step", title="空のステップ")
    step = form.page().partition('id="steps.1"')[2]
    assert "complaints" in step.partition("</section>")[0]
    form.question("steps.1", "choice", label="どれか", required="yes", options="一\n二")
    form.question("steps.1", "text", label="くわしく")
    form.condition("steps.1.ask.1", question="choice", **{"comparison.0": "in", "value.0": "option_1"})
    form.act("up", "steps.1.ask.1")
    page = form.page()
    assert "前に移すか" in page.partition('id="steps.1.ask.0"')[2].partition('id="steps.1.ask.1"')[0]
    assert "例「出せる」を" in page
    refused = form.send(f"{form.here}/examples", form.here, act="add lacking")
    assert (refused.status_code, "先に、質問の指摘を直してください" in refused.text) == (409, True)
    form.act("down", "steps.1.ask.0")
    form.act("remove", "1", page="examples")
    form.act("add", "lacking", page="examples")
    assert "足りない例1" in form.page()


def test_the_reason_that_a_file_needs_is_asked_in_sight(form: Form) -> None:
    assert '<details class="more" open><summary>ほかに決めること' in form.browser.get(
        f"{form.here}/question?into=steps.0&type=file"
    )
    assert '<details class="more"><summary>ほかに決めること' in form.browser.get(
        f"{form.here}/question?into=steps.0&type=text"
    )


def test_what_the_form_cannot_say_it_shows_and_leaves(form: Form) -> None:
    rule = "name.answered and (phone.answered or not name.answered)"
    text = form.text().replace(
        "label: 電話番号}",
        f"label: 電話番号}}\n      - {{id: own, type: computed, of: integer, compute: 1 + 1, label: 計算, when: {rule}}}\n      - {{use: person, id: x}}",
    )
    form.send(f"{form.base}/text", f"{form.base}/text", part="", text=text)
    assert rule in form.page()
    shown = form.browser.get(f"{form.here}/condition?at=steps.0.ask.2")
    assert "選んで作る形では出せません" in shown
    assert rule in shown
    boxes = {"at": "steps.0.ask.2", "name": "own", "read": "9", "act": "save"}
    assert form.send(f"{form.here}/condition", form.here, **boxes).status_code == 400
    assert (
        form.send(f"{form.here}/question", f"{form.here}/question?at=steps.0.ask.2", label="計算２").status_code == 303
    )
    assert f"{{id: own, type: computed, of: integer, compute: 1 + 1, label: 計算２, when: {rule}}}" in form.text()
    assert "部品　人" in form.page()
    form.send(f"{form.base}/text", f"{form.base}/text", part="", text="steps: [")
    assert "この文は、フォームでは読めません" in form.page()
    assert form.browser.client.get(f"{form.here}/question?at=steps.0").status_code == 409


def test_a_block_is_chosen_by_its_title_and_its_questions_are_asked(form: Form) -> None:
    shown = form.browser.get(f"{form.here}/part?into=steps&kind=block")
    assert '<option value="person" selected>人</option>' in shown
    assert 'value="care-account"' not in shown  # it asks whose account, which only the text can say
    address = f"{form.here}/part?into=steps&kind=block"
    for use, title, status in (("care-account", "口座", 400), ("person", "", 422), ("person", "保護者のこと", 422)):
        answer = form.send(f"{form.here}/part", address, use=use, title=title)
        assert answer.status_code == status
    assert "名前が同じ質問（name、phone）があります" in answer.text  # rules could not tell them apart
    form.send(f"{form.base}/text", f"{form.base}/text", part="", text=TEXT)
    assert form.send(f"{form.here}/part", address, use="person", title="保護者のこと").status_code == 303
    assert "use: person" in form.text()
    page = form.page()
    assert "部品　保護者のこと" in page
    assert "部品「人」の質問を聞きます" in page
    assert form.browser.client.get(f"{form.here}/part?at=steps.1").status_code == 400


def test_two_authors_lose_nothing(installation: Installation, form: Form) -> None:
    bob = Form(at_desk(installation, author(installation, "bob")), form.base)
    edit = f"{form.here}/question?at=steps.0.ask.1"
    form.act("up", "steps.0.ask.1")
    late = bob.send(f"{bob.here}/question", edit, label="けいたい電話", at="steps.0.ask.1", name="phone", read="1")
    assert late.status_code == 409
    assert "が、先に保存しました" in late.text
    assert 'value="けいたい電話"' in late.text
    assert 'name="at" value="steps.0.ask.0"' in late.text
    assert "けいたい電話" not in form.text()
    read = re.findall(r'name="read" value="(\d+)"', late.text)[0]
    again = {"label": "けいたい電話", "at": "steps.0.ask.0", "name": "phone", "read": read, "required": "yes"}
    assert bob.send(f"{bob.here}/question", f"{bob.here}/question?at=steps.0.ask.0", **again).status_code == 303
    assert "{id: phone, type: phone, label: けいたい電話}\n      - {id: name" in form.text()
    assert "ほかに書いている人：bobさん" in form.page()
    assert "ほかに書いている人：authorさん" in bob.page()
    for page, boxes in (
        ("", {"act": "remove steps.0.ask.0"}), ("/part", {"kind": "step", "into": "steps", "title": "後"}),
        ("/condition", {"at": "steps.0.ask.1", "name": "name", "act": "save"}), ("/move", {"at": "steps.0.ask.0", "into": "steps.0"}),
        ("/keys", {"title": "後"}), ("/examples", {"act": "remove 0"}),
    ):  # fmt: skip
        assert bob.send(f"{bob.here}{page}", bob.here, **{**boxes, "read": "1"}).status_code in (409, 422), page
    form.act("remove", "steps.0.ask.0")
    gone = bob.send(f"{bob.here}/question", bob.here, **{**again, "type": "phone"})
    assert gone.status_code == 409
    assert 'value="けいたい電話"' in gone.text
    assert 'name="into" value="steps.0"' in gone.text


def test_hostile_boxes_become_words_or_are_refused(form: Form) -> None:
    before = form.text()
    words = '"}\n- {use: x} # <script>alert(1)</script> *a &b !c {{ name }}'
    form.question("steps.0", "text", label=words, help=words)
    assert "<script>alert" not in form.browser.client.get(form.here).text
    assert len(form.text().split("\n")) <= len(before.split("\n")) + 8
    for address, boxes, status in (
        ("", {"act": "remove scenarios.0"}, 400), ("", {"act": "remove steps"}, 400),
        ("", {"act": "drop steps.0"}, 400), ("", {"act": "remove steps.99"}, 409), ("", {"act": "up steps.0", "read": "x"}, 400),
        ("/question", {"type": "../x", "into": "steps.0", "label": "a"}, 400),
        ("/question", {"type": "text", "into": "steps.0", "label": "a" * 301}, 422),
        ("/question", {"type": "text", "into": "steps.0", "label": "a", "id": "A b"}, 422),
        ("/question", {"type": "integer", "into": "steps.0", "label": "a", "max": "1e9"}, 422),
        ("/question", {"type": "choice", "into": "steps.0", "label": "a", "options": "\n".join(map(str, range(101)))}, 422),
        ("/question", {"type": "choice", "into": "steps.0", "label": "a", "options": "b\nb"}, 422),
        ("/part", {"kind": "question", "into": "steps", "title": "a"}, 400),
        ("/part", {"kind": "rows", "into": "steps.0", "title": "a", "max": "501"}, 422),
        ("/condition", {"at": "steps.0.ask.1", "act": "save", "question": ["x"] * 9}, 400),
        ("/move", {"at": "steps.0", "into": "steps.0"}, 400), ("/examples", {"act": "fill 99"}, 400),
    ):  # fmt: skip
        answer = form.send(f"{form.here}{address}", form.here, **boxes)
        assert answer.status_code == status, (address, boxes, answer.status_code)
    many = form.text().replace(
        "scenarios:", "".join(f"  - {{step: s, id: s{n}, ask: [a]}}\n" for n in range(1001)) + "scenarios:"
    )
    form.send(f"{form.base}/text", f"{form.base}/text", part="", text=many)
    assert "この文は、フォームでは読めません" in form.page()
    form.send(f"{form.base}/text", f"{form.base}/text", part="", text=before)
    bad = {"question": "name", "comparison.0": "== 1 or", "at": "steps.0.ask.1", "name": "phone", "act": "save"}
    assert form.send(f"{form.here}/condition", form.here, **bad).status_code == 400


def test_who_may_not_write_reads_or_finds_nothing(installation: Installation, form: Form) -> None:
    second = at_desk(installation, publisher(installation))
    charlie = at_desk(installation, author(installation, "charlie", "housing"))
    assert "消す</span></button>" not in second.get(form.here)
    second.get(f"{form.here}/condition?at=steps.0.ask.0")
    for page in (
        "/types?into=steps.0",
        "/question?at=steps.0.ask.0",
        "/part?at=steps.0",
        "/move?at=steps.0.ask.0",
        "/keys",
        "/rename?at=steps.0.ask.0",
        "/words",
    ):
        second.get(form.here + page, 403)
        charlie.get(form.here + page, 404)
    for page, boxes in (
        ("", {"act": "remove steps.0.ask.0"}), ("/question", {"type": "text", "into": "steps.0", "label": "x"}),
        ("/part", {"kind": "step", "into": "steps", "title": "x"}), ("/keys", {"title": "x"}),
        ("/rename", {"at": "steps.0.ask.0", "name": "x"}),
        ("/words", {"easy.title": "x"}),
        ("/condition", {"at": "steps.0.ask.0", "act": "save"}), ("/move", {"at": "steps.0.ask.0", "into": "steps.0"}),
        ("/examples", {"act": "remove 0"}),
    ):  # fmt: skip
        assert second.post(HERE, form.here + page, {**boxes, "read": "1"}).status_code == 403, page
        assert charlie.post(HERE, form.here + page, {**boxes, "read": "1"}).status_code == 404, page


def test_title_and_summary_are_written_and_the_comment_behind_the_kind_stays(form: Form) -> None:
    boxes = {
        "title": "ガードレールの通報",
        "kana": "ガードレールノツウホウ",
        "summary": "知らせます。",
        "kind": "report",
        "law.text": "要綱",
        "fee.text": "無料",
    }
    assert form.send(f"{form.here}/keys", f"{form.here}/keys", **{**boxes, "title": ""}).status_code == 422
    assert form.send(f"{form.here}/keys", f"{form.here}/keys", **boxes).status_code == 303
    assert "kind: report        # application 申請" in form.text()
    assert "law: {text: 要綱, certainty: assumed}" in form.text()
    assert "ガードレールの通報" in form.page()


def test_a_page_of_conditions_goes_on_and_the_way_out_is_a_link(form: Form) -> None:
    form.question("steps.0", "yes_no", label="お子さんはいますか", required="yes")
    form.question("steps.0", "text", label="学校")
    at = "steps.0.ask.3"
    page = f"{form.here}/condition?at={at}"
    text = form.browser.get(page)
    assert re.findall(r'<button class="button" name="act" value="(\w+)"', text) == ["add"]
    assert "条件をなくす" not in text
    boxes = {"question": "yes_no", "comparison.0": "is", "value.0": "yes"}
    assert form.condition(at, **boxes).status_code == 303
    text = form.browser.get(page)
    assert re.findall(r'<button class="button" name="act" value="(\w+)"', text) == ["save"]
    assert "条件をなくす" in text
    assert form.send(f"{form.here}/condition", page, act="none", **boxes).status_code == 303
    assert "when:" not in form.text()


def test_a_condition_is_built_step_by_step_before_anything_is_stored(form: Form) -> None:
    form.question("steps.0", "yes_no", label="お子さんはいますか", required="yes")
    form.question("steps.0", "date", label="生年月日", required="yes")
    form.question("steps.0", "text", label="学校")
    at, before = "steps.0.ask.4", form.text()
    page = f"{form.here}/condition?at={at}"
    first = form.send(f"{form.here}/condition", page, act="add", chosen="yes_no")
    assert "「お子さんはいますか」が" in first.text
    chosen = {
        "question": ["yes_no", "date"],
        "comparison.0": "is",
        "value.0": "yes",
        "comparison.1": "age",
        "value.1": "六",
    }
    second = form.send(
        f"{form.here}/condition", page, act="add", chosen="date", question="yes_no", **{"value.0": "yes"}
    )
    assert second.text.count("これを消す") == 2
    wrong = form.send(f"{form.here}/condition", page, act="save", **chosen)
    assert wrong.status_code == 422
    assert "歳は数で" in wrong.text
    assert form.text() == before
    assert (
        form.send(f"{form.here}/condition", page, act="save", joint="or", **{**chosen, "value.1": "6"}).status_code
        == 303
    )
    assert 'when: "yes_no or attains(date, 6) <= today"' in form.text()
    dropped = form.send(f"{form.here}/condition", page, act="drop 0", **{**chosen, "value.1": "6"})
    assert dropped.text.count("これを消す") == 1
    assert form.send(f"{form.here}/condition", page, act="save").status_code == 303
    assert form.text() == before
