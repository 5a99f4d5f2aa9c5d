"""Rendered controls: every box once and with its name."""

from html.parser import HTMLParser
from typing import Any

import pytest

from forms.definition.field import Raw
from forms.definition.registry import field_types
from forms.loading import load
from forms.loading.library import SHIPPED
from forms.mistakes import Mistake
from forms.path.path import walk
from portal.web.filing.question_page import page_title, problems, views
from portal.web.shared.field_view import FieldView, Shown, field_view
from portal.web.shared.templates import templates
from portal.web.shared.words import words
from tests.forms.loading.small import small
from tests.portal.web.showing import AT_HOME, speech

QUESTIONS = {
    "yes_no": "type: yes_no",
    "integer": "type: integer, unit: 人",
    "money": "type: money, help: 税を引く前の額です。",
    "quantity": "type: quantity, unit: 通, price: 300",
    "decimal": "type: decimal",
    "my_number": "type: my_number, protection: number",
    "url": "type: url",
    "text": "type: text",
    "long_text": "type: long_text, max: 200",
    "amounts": "type: table_of_amounts, rows: {april: 4月, may: 5月}",
    "date": "type: date",
    "name": "type: person_name",
    "kana": "type: kana",
    "family": "type: family_member",
    "year_month": "type: year_month",
    "partial day": "type: date, unknown: day",
    "time": "type: time",
    "period": "type: period",
    "open period": "type: period, open: true",
    "account": "type: bank_account, public_account: true",
    "facility": "type: facility, kind: nursery, wishes: 5",
    "listed": "type: listed, list: schools",
    "slot": "type: slot, resource: cancer_screening",
}

SEARCHES = {"more.words"}  # only of a long list: tests/portal/web/shared/test_listed_choices.py
ERAS = {"more.era", "more.from_era", "more.to_era"}


class Printed(HTMLParser):
    """Ids and names of a control in order, and the targets of labels and aria-describedby."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.names: list[str] = []
        self.boxes: list[str] = []
        self.labelled: list[str] = []
        self.described: list[str] = []
        self.tags: list[str] = []
        self.hidden: list[str] = []
        self.text = ""
        self.feed(html)

        self.headings = self.tags.count("h1")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes: dict[str, Any] = dict(attrs)
        self.tags.append(tag)
        self.hidden += [tag] if attributes.get("aria-hidden") == "true" else []
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.labelled += [attributes["for"]] if tag == "label" else []
        self.described += attributes.get("aria-describedby", "").split()
        if tag in ("input", "textarea", "select"):
            self.boxes.append(attributes["id"])
            self.names.append(attributes["name"])

    def handle_data(self, data: str) -> None:
        self.text += data


def printed(more: str, *mistakes: Mistake, raw: Raw | None = None, language: str = "ja") -> Printed:
    procedure = small(f"      - {{id: more, label: 見本, {more}}}\n")
    (page,) = [step for step in walk(procedure, {}, AT_HOME).pages if step.page.id == "more"]
    return rendered(field_view(Shown(page.fields[0], raw or {}, speech(language), AT_HOME, True, mistakes)), language)


def rendered(view: FieldView, language: str = "ja") -> Printed:
    template = templates(language).get_template(f"fields/{view.control}.html")
    return Printed(template.render(view=view, static=str))


@pytest.mark.parametrize("language", ["ja", "easy"])
@pytest.mark.parametrize("more", QUESTIONS.values(), ids=QUESTIONS)
def test_every_box_is_printed_once_and_labelled(more: str, language: str) -> None:
    kind = small(f"      - {{id: more, label: 見本, {more}}}\n").field("more")
    control = printed(more, Mistake("box.too_long", arguments={"maximum": 3}), language=language)
    assert len(control.ids) == len(set(control.ids))
    assert set(control.boxes) <= set(control.labelled)
    assert set(control.described) <= set(control.ids)
    posted = {f"more.{part.name}" if part.name else "more" for part in kind.type.parts(kind.settings)}
    assert set(control.names) == posted - (ERAS if language == "easy" else set()) - SEARCHES


def test_a_unit_is_seen_and_read_out_with_its_box() -> None:
    for name, unit in (("integer", "人"), ("money", "円"), ("quantity", "通（1通 300円）"), ("amounts", "円")):
        control = printed(QUESTIONS[name])
        assert unit in control.text
        assert "more--unit" in control.described
    assert "more--unit" not in printed(QUESTIONS["decimal"]).ids


def test_a_drawing_is_beside_the_words_of_its_option_and_not_read_out() -> None:
    control = printed("type: choice, options: {chair: {label: いす, icon: chair}, sofa: {label: ソファ}}")
    assert control.tags.count("svg") == control.hidden.count("svg") == 1
    waste = load(SHIPPED / "procedures" / "sodai-gomi.yaml", fields=field_types()).field("items.item")
    assert all(option.icon for option in waste.settings.options.values()), "each kind of bulky waste has one"


def test_how_many_characters_fit_is_stated_before_they_are_too_many() -> None:
    control = printed(QUESTIONS["long_text"])
    assert "200文字まで" in control.text
    assert "more--limit" in control.described


def test_a_person_of_the_family_is_asked_for_in_reading_order() -> None:
    names = list(dict.fromkeys(printed(QUESTIONS["family"], raw={"era": ("heisei",)}).names))
    asked = ["family", "given", "full", "relation", "era", "year", "month", "day"]
    assert names == [f"more.{part}" for part in asked]


def test_where_no_time_is_left_that_is_stated() -> None:
    control = printed("type: slot, resource: nothing")
    assert "いま予約できる時間はありません。" in control.text
    assert control.boxes == []


def test_the_boxes_of_a_way_are_below_it() -> None:
    names = list(dict.fromkeys(printed(QUESTIONS["account"]).names))
    asked = ["way", "bank", "branch", "kind", "number", "holder", "symbol", "post_number", "post_holder"]
    assert names == [f"more.{part}" for part in asked]


def test_the_end_of_an_open_period_says_that_it_may_be_empty() -> None:
    assert "続いているときは" in printed(QUESTIONS["open period"]).text
    assert "続いているときは" not in printed(QUESTIONS["period"]).text


def computed_page(
    compute: str, of: str, language: str = "ja", rules: str = "", paid: int | None = 1000
) -> tuple[Printed, list[tuple[str, str]]]:
    question = f"      - {{id: paid, type: money, label: 額}}\n      - {{id: more, label: 見本, type: computed, of: {of}, compute: '{compute}'{rules}}}\n"
    path = walk(small(question), {"reason": "torn", "paid": paid}, AT_HOME)
    step = path.page("more")
    assert step is not None
    assert page_title(speech(language), step) == ""
    (view,) = views(step, path, speech(language), AT_HOME)
    return rendered(view, language), problems([view])


@pytest.mark.parametrize("language", ["ja", "easy"])
@pytest.mark.parametrize(
    ("compute", "of", "words_shown"),
    [("times(paid, 3)", "money", "3,000円"), ("2 + 3", "number", "5"), ("today", "date", "2026年"),
     ("month_of(today)", "month", "2026年"), ("reason == torn", "yes_no", "はい")],
)  # fmt: skip
def test_a_computed_value_is_on_its_page_below_the_heading(
    compute: str, of: str, words_shown: str, language: str
) -> None:
    page, _ = computed_page(compute, of, language)
    assert words_shown in page.text
    assert page.headings == 1
    assert words(language)["check.nothing"] not in page.text


def test_a_value_that_cannot_be_computed_yet_is_reported_to_be_open_and_not_to_be_left_empty() -> None:
    page, _ = computed_page("times(paid, 3)", "money", paid=None)
    assert "まだ決まりません" in page.text
    assert "入力なし" not in page.text


def test_a_rule_that_a_computed_value_breaks_is_reported_beside_the_value() -> None:
    rule = ", must: [{that: 'more < 100', say: 100円までです。}]"
    page, summary = computed_page("times(paid, 3)", "money", rules=rule)
    assert "3,000円" in page.text
    assert "100円までです。" in page.text
    ((_, target),) = summary
    assert target in page.ids
