"""Complaints about terms, names and rows."""

from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.definition.registry import field_types
from forms.loading import load_folder, load_text
from forms.loading.tree import Elsewhere, moved
from tests.forms.loading.shared import CODES, library_in
from tests.forms.loading.small import SMALL, refusal

ROWS = """\
  - step: 人
    id: people
    repeat: others
    label: 人
    max: 3
    {more}
    ask: [{id: name, type: text, label: 名前}, {id: age, type: integer, label: 年}]
"""


def rows(more: str) -> str:
    return SMALL + ROWS.replace("{more}", more)


def asks(question: str) -> str:
    return SMALL + f"      - {question}\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (SMALL + "time: {due: today + days(3)}\n", "23:1: time.certainty is missing: write it here [key.missing]"),
        (SMALL + "time: {certainty: law}\n", "23:1: time.due is missing: write it here [key.missing]"),
        (SMALL + "time: {due: reason, certainty: law}\n", "23:13: this is choice[torn, lost], but date is needed here [expression.type]"),
        (SMALL + "time: {window: {from: city.opens, say: まだ。}}\n", "23:23: no setting city.opens [setting.unknown]"),
        (SMALL + "time: {capacity: city.seats}\nsettings: {seats: {type: text, default: 多数, certainty: std}}\n",
         "23:18: city.seats is text, but integer is needed here [setting.type]"),
        (SMALL + "settings: {opens: {type: date, default: 2026-02-30, certainty: std}}\n",
         "23:41: the default is not of type date [setting.default]"),
        (SMALL + "settings: {opens: {type: date, default: soon, certainty: std}}\n",
         "23:41: the default is not of type date [setting.default]"),
        (SMALL + "my_number: {how: ask, of: [claimant], basis: 番号法, certainty: law}\n",
         "23:28: unknown name claimant [name.unknown]"),
        (SMALL + "duplicate: {same: [reson]}\n", "23:20: unknown name reson: did you mean reason? [name.unknown]"),
        (rows("order: brth"), "28:12: a row has no question brth: write one of age, name [repeat.name]"),
        (rows("distinct: {of: [nam], say: 二度です。}"), "28:21: a row has no question nam: did you mean name? [repeat.name]"),
        (rows('each: "{nam}"'), "28:11: write one question of the row in braces: {name} [repeat.each]"),
        (rows("labl: x"), "28:5: unknown key labl: did you mean label? [key.unknown]"),
        (SMALL[: SMALL.index("steps:")], "1:1: steps is missing: write it here [key.missing]"),
        (rows("min: 4"), "27:10: less than `min`, which is 4 [repeat.max]"),
        (rows("rows: \"2\"\n    rows_from: household.children_until(18)"),
         "28:5: write either `rows` or `rows_from` [repeat.rows]"),
        (rows("role: x").replace("repeat: others", "repeat: today"), "25:13: today is a reserved word in rules: choose another [id.reserved]"),
        (rows("role: x").replace("repeat: others", "repeat: reason"), "25:13: the name reason is used twice: choose another [field.duplicate]"),
        (rows("role: x").replace("{id: name,", "{id: reason,"),
         "29:16: reason is also the id at small.yaml:17:13: rules could not distinguish them, rename one of them [id.shadow]"),
        (asks("{id: sum, type: computed, of: money, label: 計}"),
         "23:25: `compute` is required for the type computed and allowed for no other [compute.type]"),
        (asks("{id: sum, type: text, label: 計, compute: reason}"),
         "23:50: `compute` is required for the type computed and allowed for no other [compute.type]"),
        (asks("{id: day, type: date, label: 日, wording: {by: resn, lost: なくした日}}"),
         "23:55: `by` must name an earlier choice question [wording.by]"),
        (asks("{id: day, type: date, label: 日, wording: {by: reason, lots: なくした日}}"),
         "23:63: reason has no option lots: did you mean lost? [wording.option]"),
        (asks("{id: day, type: date, label: 日, known_from: register.event_date(resn)}"),
         "23:73: unknown name resn: did you mean reason? [expression.name]"),
        (asks("{id: sex, type: sex, label: 性別, known_from: applicant.age}"),
         "23:53: unknown source applicant.age: did you mean applicant.name? [known_from.unknown]"),
    ],
)  # fmt: skip
def test_it_is_refused_at_its_place(text: str, complaint: str) -> None:
    assert f"small.yaml:{complaint}" in [str(complaint) for complaint in refusal(text)]


def test_the_library_of_a_folder_is_complained_about_with_its_definitions(tmp_path: Path) -> None:
    folder = library_in(tmp_path, codes=CODES.replace("format: 1", "format: 3"))
    (folder / "small.yaml").write_text(SMALL.replace("kind: request", "kind: requests"), "utf-8")
    with pytest.raises(Refused) as refused:
        load_folder(folder, fields=field_types())
    assert {complaint.key for complaint in refused.value.complaints} == {"value.choice", "kind.unknown"}


def test_a_place_in_another_file_stays_there_when_it_moves() -> None:
    place = moved(Elsewhere.at("blocks/person.yaml", 3, 4), 5)
    assert (place, getattr(place, "file", "")) == ((3, 9), "blocks/person.yaml")
    assert moved((3, 4), 5) == (3, 9)


def test_a_setting_and_its_options_have_words_of_the_section() -> None:
    settings = (
        "settings:\n"
        "  way: {type: choice, options: {ask: 書いてもらう, none: 使わない}, default: ask, certainty: std, label: 番号の扱い}\n"
        "  kind: {type: choice, options: [a, b], default: a, certainty: std}\n"
    )
    procedure = load_text(SMALL + settings, "small.yaml", fields=field_types())
    way, kind = procedure.settings["way"], procedure.settings["kind"]
    assert (way.label, way.options, dict(way.labels)) == (
        "番号の扱い",
        ("ask", "none"),
        {"ask": "書いてもらう", "none": "使わない"},
    )
    assert (kind.label, kind.options, dict(kind.labels)) == ("", ("a", "b"), {})
    wrong = settings.replace("default: ask", "default: fill")
    assert [complaint.key for complaint in refusal(SMALL + wrong)] == ["setting.default"]
