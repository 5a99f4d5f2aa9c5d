"""Layouts of the twenty standard systems: a scenario of their procedure leaves as the kept file has it."""

from pathlib import Path
from typing import Any

import pytest

from forms.complaints import Refused
from integrations.exports.loading import LAYOUTS, STANDARD, load_layout
from integrations.exports.standard.systems import SYSTEMS, UNREAD
from portal.services.procedures.answer_tables import answer_table
from portal.wiring.practice_content import guessed
from tests.integrations.exports.kept_cases import (
    FILES,
    KEPT,
    PROCEDURES,
    SHEETS,
    case_names,
    columns_of,
    kept,
    leaving,
    shown,
)
from tests.integrations.exports.small import COLUMNS, layout, main_record

RENEW = "renew, then read: PYTHONPATH=. .venv/bin/python -m tests.integrations.exports.kept_cases"


@pytest.mark.parametrize("name", FILES)
def test_a_scenario_of_the_procedure_leaves_as_the_kept_file_has_it(name: str) -> None:
    assert leaving(FILES[name], case_names(kept(name))) == kept(name), RENEW


@pytest.mark.parametrize("name", FILES)
def test_each_column_is_filled_in_a_kept_case(name: str) -> None:
    sheet = SHEETS[FILES[name]]
    assert [column for column in columns_of(sheet) if column not in shown(kept(name), sheet)] == [], RENEW


def test_a_column_that_no_kept_case_fills_is_missed() -> None:
    sheet, text = SHEETS[FILES["koki.kogaku.shikyu"]], kept("koki.kogaku.shikyu")
    first = text[: text.index("\n# ") + 1]
    assert set(columns_of(sheet)) - set(shown(first, sheet)) >= {("main", "死亡年月日")}


@pytest.mark.parametrize("name", FILES)
def test_each_layout_names_the_functions_of_its_system_and_what_could_not_be_read(name: str) -> None:
    functions = SHEETS[FILES[name]].functions
    assert {("3.4", "申請管理")} < {(function.id, function.document) for function in functions}
    assert all(function.id == UNREAD or function.document for function in functions)


def test_each_system_has_a_layout() -> None:
    assert len(set(SYSTEMS)) == 20
    assert {SHEETS[path].system for path in FILES.values()} == set(SYSTEMS)
    assert {path.stem for path in KEPT.iterdir()} == set(FILES)


def test_samples_are_not_in_use_until_a_city_takes_them() -> None:
    assert not {path.stem for path in STANDARD.glob("*.yaml")} & {path.stem for path in LAYOUTS.glob("*.yaml")}
    assert {(SHEETS[path].basis, SHEETS[path].purpose) for path in FILES.values() if path.parent == STANDARD} == {
        ("assumption", "core-system")
    }


def test_production_takes_a_sample_only_with_a_vendor_behind_it(tmp_path: Path) -> None:
    text = (STANDARD / "juki.ido.todoke.yaml").read_text(encoding="utf-8")
    path = tmp_path / "juki.ido.todoke.yaml"
    table = answer_table(PROCEDURES["ido-todoke"])
    for basis, refusal in (("assumption", "juki.ido.todoke: assumed"), ("vendor", "")):
        path.write_text(text.replace("basis: assumption\n", f"basis: {basis}\n"), encoding="utf-8")
        assert refusal in guessed([load_layout(path, lambda *_: table)])
    assert guessed([load_layout(path, lambda *_: table)]) == ""


@pytest.mark.parametrize(
    ("written", "line", "complaint"),
    [
        ("system: 児童手宛", 18, "there is no 児童手宛: did you mean 児童手当?"),
        ("functions: [{name: 取込, document: 住記}]\ndocuments: {住記: 見本}", 18, "whose functions they are is not written: system"),
        ("system: 就学\nfunctions: [{name: 取込, document: 住期}]\ndocuments: {住記: 見本}", 19, "documents has no 住期: write one of 住記"),
        ("system: 就学\nfunctions: [{id: 第1, name: 取込, document: 住記}]\ndocuments: {住記: 見本}", 19, "functions.0.id: write text matching"),
        ("system: 就学\nfunctions: [{id: '0230295', name: 取込}]", 19, "its number was read somewhere: document"),
        ("system: 就学\nfunctions: [{id: 未確認, name: 取込, columns: [氏明]}]", 19, "no column is called 氏明: write one of 氏名"),
    ],
)  # fmt: skip
def test_what_a_layout_says_of_its_system_is_checked_by_line(
    written: str, line: int, complaint: str, tmp_path: Path
) -> None:
    complaints = refused(tmp_path, more=f"{written}\n")
    assert [(each.line, complaint in each.text) for each in complaints] == [(line, True)], complaints


@pytest.mark.parametrize(
    ("column", "complaint"),
    [
        ("gif: Person.fulName", "GIF has no Person.fulName: did you mean Person.fullName?"),
        ("document: 様式", "documents has no 様式"),
    ],
)
def test_what_a_column_says_of_its_item_is_checked_by_line(column: str, complaint: str, tmp_path: Path) -> None:
    complaints = refused(tmp_path, COLUMNS + f"      - {{name: 名, from: answers.name, {column}}}\n")
    assert [(each.line, complaint in each.text) for each in complaints] == [(18, True)], complaints


def test_what_is_for_readers_makes_no_other_version(tmp_path: Path) -> None:
    plain = layout(tmp_path, "kind: csv", main_record()).digest
    described = layout(
        tmp_path, "kind: csv", main_record(COLUMNS.replace("answers.name}", "answers.name, gif: Person.fullName, document: 様式}")),
        more="system: 就学\nfunctions: [{id: 10.8, name: 取込, document: 様式}]\ndocuments: {様式: 見本市の様式}\n",
    ).digest  # fmt: skip
    assert described == plain
    assert layout(tmp_path, "kind: csv", main_record(COLUMNS.replace("氏名", "名前"))).digest != plain


def refused(folder: Path, columns: str = COLUMNS, more: str = "") -> list[Any]:
    with pytest.raises(Refused) as error:
        layout(folder, "kind: csv", main_record(columns), more=more)
    return list(error.value.complaints)
