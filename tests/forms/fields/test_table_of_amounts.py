from typing import Any

import pytest
from pydantic import ValidationError

from forms.fields.table_of_amounts import TableOfAmounts, TableOfAmountsSettings
from forms.text.speech import Speech
from tests.forms.fields.asking import EASY, JAPANESE, ask, mistakes_of, shown, stored_value

MONTHS: dict[str, Any] = {"rows": {"april": "4月", "may": "5月"}}
SOURCES: dict[str, Any] = {"rows": {"wage": "給与", "pension": "年金"}, "every": False, "total": False, "max": 1000}
HOURS: dict[str, Any] = {"rows": {"mon": "月曜日", "tue": "火曜日"}, "unit": "時間", "max": 24}
SETTINGS: tuple[dict[str, Any], ...] = (MONTHS, SOURCES, HOURS, {"rows": {"only": "ひとつ"}, "min": -5, "max": 5})
ITS = TableOfAmountsSettings.model_validate(MONTHS)


def test_each_row_is_read_as_an_amount() -> None:
    assert stored_value("table_of_amounts", {"april": "¥35,000", "may": "３万５千円"}, MONTHS) == {
        "april": 35_000,
        "may": 35_000,
    }
    assert stored_value("table_of_amounts", {"mon": "八時間", "tue": "0"}, HOURS) == {"mon": 8, "tue": 0}


def test_rules_see_the_total() -> None:
    assert TableOfAmounts().rule_type(ITS).name == "money"
    assert TableOfAmounts().rule_value({"april": 1, "may": 2}, ITS) == 3


def test_rules_see_each_row_and_an_empty_one_is_unknown() -> None:
    table, settings = TableOfAmounts(), TableOfAmountsSettings.model_validate(SOURCES)
    assert {name: str(kind) for name, kind in table.rule_parts(settings).items()} == {
        "wage": "money",
        "pension": "money",
    }
    assert table.rule_part({"wage": 5}, "wage", settings) == 5
    with pytest.raises(KeyError):
        table.rule_part({"wage": 5}, "pension", settings)


def test_rows_are_shown_in_their_order_with_the_total_where_it_is_wanted() -> None:
    assert shown("table_of_amounts", {"may": 0, "april": 35_000}, MONTHS) == "4月 35,000円、5月 0円（合計 35,000円）"
    assert shown("table_of_amounts", {"pension": 5}, SOURCES) == "年金 5円"


def test_rows_and_unit_are_named_in_the_readers_language() -> None:
    texts = {"ask.it.rows.mon": "月曜日（げつようび）", "ask.it.unit": "時間（じかん）"}
    easy = Speech("easy", EASY.messages, texts)
    assert "月曜日（げつようび） 8時間（じかん）、火曜日 1時間（じかん）" in shown(
        "table_of_amounts", {"mon": 8, "tue": 1}, HOURS, easy
    )


def test_an_empty_row_is_reported_by_its_name_and_its_box() -> None:
    parsed = ask("table_of_amounts", {"april": "35000"}, MONTHS)
    assert mistakes_of(parsed) == [("table_of_amounts.row_missing", "may")]
    assert "5月" in JAPANESE.message(parsed.mistakes[0].key, label="収入", **parsed.mistakes[0].arguments)


def test_where_not_every_row_is_needed_empty_ones_are_not_stored() -> None:
    assert stored_value("table_of_amounts", {"pension": "0"}, SOURCES) == {"pension": 0}
    assert ask("table_of_amounts", {"wage": " ", "pension": ""}, SOURCES).empty


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("なし", "table_of_amounts.unclear"),
        ("0.5", "table_of_amounts.not_whole"),
        ("-1", "table_of_amounts.too_small"),
        ("1001", "table_of_amounts.too_large"),
        ("1" * 41, "box.too_long"),
    ],
)
def test_each_mistake_is_at_its_row(typed: str, key: str) -> None:
    assert mistakes_of(ask("table_of_amounts", {"wage": typed, "pension": "x"}, SOURCES)) == [
        (key, "wage"),
        ("table_of_amounts.unclear", "pension"),
    ]


def test_cells_have_the_total_first_and_then_each_row() -> None:
    cells = TableOfAmounts().cells({"april": 1, "may": 2}, ITS)
    assert cells == {"": "3", "april": "1", "may": "2"}
    assert [suffix for suffix, _ in TableOfAmounts().columns(ITS)] == list(cells)


@pytest.mark.parametrize(
    "given", [{}, {"rows": {}}, {"rows": {"April": "4月"}}, {"rows": {"a": ""}}, {**MONTHS, "min": 9, "max": 8}]
)
def test_settings_that_make_no_sense_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TableOfAmountsSettings.model_validate(given)
