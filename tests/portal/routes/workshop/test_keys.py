"""Papers, deadlines, rules, options, results by the form alone, over HTTP and without scripts."""

from typing import Any

import pytest

from tests.databases import Makers
from tests.portal.routes.workshop.test_questions import Form, form

__all__ = ["form"]


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].migrated()


def put(form: Form, at: str, new: Any = False, type_: Any = "", status: Any = 303, **boxes: Any) -> str:
    page = f"{form.here}/keys?at={at}{'&new=1' if new else ''}{f'&type={type_}' if type_ else ''}"
    answer = form.send(f"{form.here}/keys", page, **{"act": "save", **boxes})
    assert answer.status_code == status, answer.text
    return answer.headers.get("location", "") if status == 303 else answer.text


def test_what_the_language_says_is_said_without_yaml(form: Form) -> None:
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
        **{"who.counter": ["self", "agent"], "who.post": ["self"], "next": "確かめます。\n知らせます。"},
    )
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
        "next: [確かめます。, 知らせます。]",
        'window: {from: "2026-12-01", to: "2027-01-31", say: 受付は1月31日までです。}',
        "paid: before",
        "approved: {label: 認めます, state: approved, notice: 決定通知書, certainty: assumed}",
        "- {id: amount, type: money, label: 決定の額}",
    ):
        assert line in text, (line, text)
    assert text.index("id: photo") < text.index("id: receipt")
    assert "読めない" not in form.page()
