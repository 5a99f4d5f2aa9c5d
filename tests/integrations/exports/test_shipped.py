"""Shipped layouts fit shipped procedures."""

import csv
import random
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest

from forms.definition.procedure import Procedure
from forms.scenarios.sampling import valid_sample
from forms.text.japanese import is_katakana, katakana
from forms.text.reading import read_sheet
from integrations.exports.definition import LayoutFile
from integrations.exports.loading import LAYOUTS, STANDARD, load_layout
from integrations.sockets.layout_socket import AnswerTable, Bench, Record
from portal.cli.definitions import shipped
from portal.services.procedures.answer_tables import answer_table
from tests.examples import examples, some
from tests.forms.fields.asking import environment
from tests.forms.fuzzing import usual
from tests.integrations.exports.sample import BATCH

PROCEDURES = shipped()
FILES = {path.stem: path for folder in (LAYOUTS, STANDARD) for path in folder.glob("*.yaml")}
SHIPPED = {name: read_sheet(path, LayoutFile) for name, path in FILES.items()}
OF_ONE_PROCEDURE = sorted(name for name, layout in SHIPPED.items() if layout.applies_to.procedure != "any")
# Samples may exceed lengths, and rare characters are held on purpose.
HELD_RIGHTLY = {"too_long", "unmappable", "lossy", "private_use", "formula", "newline"}


def table(procedure: str, _version: int = 1) -> AnswerTable:
    return answer_table(PROCEDURES[procedure])


@pytest.mark.parametrize("name", OF_ONE_PROCEDURE)
def test_every_question_and_option_is_the_procedures(name: str) -> None:
    layout = SHIPPED[name]
    known = table(layout.applies_to.procedure)
    names = {f"answers.{column.name}" for column in known.columns}
    for record in layout.records:
        for column in record.columns:
            sources = [source for source in column.from_ if source.startswith("answers.")]
            assert set(sources) <= names
            assert not {f"answers.{number}" for number in known.numbers} & set(sources), "no file carries 個人番号"
            for source in sources if column.type == "C" else ():
                options = known.codes.get(source.removeprefix("answers."), {})
                # An option that stops the form (`other` for the filer) never arrives here.
                assert not options or {
                    code for code in options if code in layout.maps[column.map]
                } >= options.keys() - {"other"}


# A heading of readings, also with what it is for in brackets behind it.
READING = re.compile(r"(カナ|カタカナ|フリガナ)[)）]?(（[^（）]*）)?$")
KATAKANA = ("katakana", "zengin")


def is_reading(procedure: Procedure, source: str) -> bool:
    """By its type: a person's reading, or the holder of an account."""
    name = source.removeprefix("answers.")
    field = procedure.by_name.get(name)
    return name.endswith(".holder_zengin") or (field is not None and field.type.id == "kana")


def test_what_goes_into_a_column_of_readings_is_katakana() -> None:
    everything = SHIPPED | {path.stem: read_sheet(path, LayoutFile) for path in (LAYOUTS / "former").glob("*.yaml")}
    columns = [
        (name, column.name, source)
        for name, layout in everything.items()
        if layout.applies_to.procedure != "any"
        for record in layout.records
        for column in record.columns
        if READING.search(column.name)
        for source in column.from_
        if column.as_ not in KATAKANA and not is_reading(PROCEDURES[layout.applies_to.procedure], source)
    ]
    assert columns == []
    names = {column.name for layout in everything.values() for record in layout.records for column in record.columns}
    assert len(list(filter(READING.search, names))) > 25, "the headings are recognised"


def test_a_reading_that_is_asked_as_text_takes_kana_alone() -> None:
    asked = [field for it in PROCEDURES.values() for field in it.fields if field.type.id == "text"]
    readings = [field for field in asked if field.name.rpartition(".")[2].endswith("kana")]
    assert len(readings) == 4
    for field in readings:
        for typed in ("かぶしきがいしゃ みほん", "ｶﾌﾞｼｷｶﾞｲｼｬ ﾐﾎﾝ", "カブシキガイシャ・ミホン"):
            parsed = field.type.parse({"": (typed,)}, field.settings, environment())
            assert is_katakana(katakana(str(parsed.value))), (field.name, typed)
        for typed in ("株式会社見本", "ABC", "みほん2"):
            (mistake,) = field.type.parse({"": (typed,)}, field.settings, environment()).mistakes
            assert mistake.key == "text.pattern"


@pytest.mark.parametrize("name", some(OF_ONE_PROCEDURE, 10))
def test_made_up_applications_leave_whole_or_are_reported(name: str, tmp_path: Path) -> None:
    file_layout, procedure = (
        load_layout(FILES[name], table),
        PROCEDURES[SHIPPED[name].applies_to.procedure],
    )
    records = [
        Record(
            {
                "receipt_number": f"R8-{seed:06}", "procedure": procedure.id, "version": 1, "door": "online",
                "arrived_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC),
            },
            valid_sample(procedure, usual(procedure, seed), seed).answers,
        )
        for seed in random.Random(7).sample(range(1000), examples(8))
    ]  # fmt: skip
    result = file_layout.check(records)
    assert {finding.event for finding in result.findings} <= HELD_RIGHTLY, result.findings
    ready = [record for record in records if record.head["receipt_number"] in result.ready]
    assert ready
    files = [file.path.read_bytes() for file in file_layout.write(ready, BATCH, Bench(tmp_path))]
    encoding = SHIPPED[name].file.encoding
    own = [record for record in SHIPPED[name].records if not record.within]
    shared = {record.within for record in SHIPPED[name].records}
    for record, data in zip(own, files, strict=False):
        lines = list(csv.reader(StringIO(data.decode("cp932" if encoding == "cp932" else encoding))))
        assert {len(line) for line in lines} == {len(record.laid)}
        if record.id in shared or record.foreach == "part" or record.where:
            continue
        if record.foreach == "application":
            assert len(lines) == 1 + len(ready)
        else:
            rows = [application.answers.get(record.of) for application in ready]
            assert len(lines) == 1 + sum(len(numbers) for numbers in rows if isinstance(numbers, list))


def test_there_is_a_layout_for_any_procedure_and_one_for_the_first() -> None:
    assert {layout.applies_to.procedure for layout in SHIPPED.values()} >= {"any", "kaigo-hihokenshasho-saikofu"}
    assert all(layout.basis == "assumption" for layout in SHIPPED.values())


def test_the_page_of_the_language_names_tests_that_there_are() -> None:
    page = Path("docs/layouts.md").read_text(encoding="utf-8")
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    named = set(re.findall(r"`(test_[a-z0-9_]+)`", page))
    assert len(named) > 20
    assert {name for name in named if f"def {name}(" not in tests} == set()
