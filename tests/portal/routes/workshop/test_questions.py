"""Questions of a draft by the form alone, over HTTP and without scripts."""

import re

import pytest
from httpx2 import Response

from portal.services.shared.installation import Installation
from tests.databases import Makers
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.workshop.writing import DUTY, NAME, author

HERE = "/desk/workshop"


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].migrated()


class Form:
    """A draft whose pages are filled in as a person does, with the revision that each page was read at."""

    def __init__(self, browser: StaffBrowser, base: str) -> None:
        self.browser, self.base, self.here, self.after = browser, base, f"{base}/questions", ""

    def send(self, address: str, page: str, **boxes: str | list[str]) -> Response:
        text = self.browser.get(page)
        hidden = dict(re.findall(r'<input type="hidden" name="(read|type|at|name|into|kind)" value="([^"]*)"', text))
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

    def condition(self, at: str, **boxes: str | list[str]) -> Response:
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
    assert form.undo().status_code == 303
    assert form.text() == before
    form.act("fill", "0", page="examples")
    assert "直すところはありません" in form.page()
    assert "answers: {name: 見本 太郎, phone:" in form.text()
