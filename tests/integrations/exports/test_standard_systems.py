"""Layouts of the twenty standard systems: a scenario of their procedure leaves as the kept file has it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from forms.city.city import load_city
from forms.complaints import Refused
from forms.definition.known import residents
from forms.scenarios.scenarios import scenario_path
from forms.text.reading import read_sheet
from integrations.city_environment import environment_of
from integrations.exports.definition import LayoutFile
from integrations.exports.loading import LAYOUTS, STANDARD, load_layout
from integrations.exports.standard.systems import SYSTEMS
from integrations.sockets.layout_socket import Record
from portal.cli.definitions import shipped
from portal.services.cases.keep_answers import left_empty
from portal.services.procedures.answer_tables import answer_table
from portal.wiring.practice_content import guessed
from tests.forms.household import FORMS
from tests.integrations.exports.small import COLUMNS, every_file, layout, main_record

KEPT = Path(__file__).parent / "kept"
CITY = load_city(FORMS / "cities" / "mihon")
PROCEDURES = shipped()
SHEETS = {path: read_sheet(path, LayoutFile) for folder in (LAYOUTS, STANDARD) for path in folder.glob("*.yaml")}
FILES = {path.stem: path for path, sheet in sorted(SHEETS.items()) if sheet.system}


def leaving(path: Path) -> str:
    """The scenario's name, and each file with its heading: lines end with LF."""
    sheet = SHEETS[path]
    procedure = PROCEDURES[sheet.applies_to.procedure]
    scenario: Mapping[str, Any] = next(each for each in procedure.scenarios if each["expect"].get("complete"))
    day = datetime.fromisoformat(f"{scenario['today']}T00:30").replace(tzinfo=UTC)  # the same day in Tokyo
    filled = scenario_path(procedure, scenario, environment_of(procedure, CITY, day.date()), residents(CITY))
    head = {
        "receipt_number": "R8-000001", "procedure": procedure.id, "version": procedure.version, "arrived_at": day,
        "door": scenario.get("door", "online"),
    }  # fmt: skip
    record = Record(head, filled.answers, lambda: frozenset(left_empty(filled, filled.answers)))
    shape = load_layout(path, lambda *_: answer_table(procedure))
    with TemporaryDirectory() as folder:
        files = every_file(shape, Path(folder), record)
    encoding = "cp932" if sheet.file.encoding.startswith("cp932") else sheet.file.encoding
    texts = [f"# {scenario['name']}\n"]
    for name, data in files.items():
        if name.endswith(".csv") and not name.endswith("_report.csv"):
            texts.append(f"== {name}\n" + data.decode(encoding).replace("\r\n", "\n"))
    return "".join(texts)


@pytest.mark.parametrize("name", FILES)
def test_a_scenario_of_the_procedure_leaves_as_the_kept_file_has_it(name: str) -> None:
    made = f"PYTHONPATH=. .venv/bin/python -m {__name__}"
    assert leaving(FILES[name]) == (KEPT / f"{name}.txt").read_text(encoding="utf-8"), f"renew, then read: {made}"


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


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for name, path in FILES.items():
        (KEPT / f"{name}.txt").write_text(leaving(path), encoding="utf-8")
