"""Every definition with random input. `make long` walks thousands of times (FUZZ=1000) and prints coverage."""

import csv
import json
import os
from contextlib import nullcontext
from pathlib import Path

import pytest

from forms.answers import Answers, canonical
from forms.definition.procedure import Procedure, full_name, row_of
from forms.messages import sentences
from forms.path.nested_answers import nested
from forms.path.path import Path as Way
from forms.path.path import walk
from forms.text.speech import Speech
from integrations.exports.loading import load_layouts
from integrations.sockets.layout_socket import Batch, Bench, Record
from portal.sealing import Sealer
from portal.services.paper.print_form import Filled, form_content
from portal.services.procedures.answer_tables import answer_table
from portal.services.procedures.check_sections import check_sections
from tests.examples import some
from tests.forms.fuzzing import CITY, Walk, strange_name, unusual, usual, watched
from tests.forms.household import FORMS, HOUSEHOLD
from tests.forms.path.flat_answers import flat
from tests.integrations.exports.sample import BATCH, record

WALKS = int(os.environ.get("FUZZ", "1"))
SHIPPED = sorted(path for path in (FORMS / "procedures").glob("*.yaml") if "." not in path.stem)
JAPANESE = Speech("ja", sentences("ja"), {})
POSTS_OF_A_PAGE = 12  # limit per page: a walk may go back, but must end


@pytest.mark.uncounted
@pytest.mark.parametrize("path", [*some(SHIPPED, 24), Path("household.yaml")], ids=lambda path: path.stem)
@pytest.mark.timeout(0 if WALKS > 100 else 300)
def test_a_definition_takes_what_is_right_refuses_what_is_wrong_and_loses_nothing(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not path.exists():
        path = tmp_path / path
        path.write_text(HOUSEHOLD, encoding="utf-8")
    procedure, counts = watched(path)
    first = sum(map(ord, path.stem))  # the applicant and the register differ between definitions
    for seed in range(first, first + WALKS):
        environment = usual(procedure, seed)
        right = Walk(procedure, environment, seed, counts)
        assert _ends(right), f"seed {seed}: no way to the end, last at {right.last}"
        way = right.come_out()
        assert walk(procedure, way.answers, environment).answers == way.answers
        typed = strange_name(procedure, way)
        second = walk(procedure, typed, environment)
        assert flat(procedure, nested(procedure, second.answers)) == second.answers
        _is_kept(second)
        _is_shown(procedure, second)
        _is_exported(procedure, second, tmp_path)
        careless = Walk(procedure, unusual(procedure, seed), seed, counts, careless=True)
        _ends(careless)
        assert careless.come_out().answers.keys() <= careless.path.asked | careless.path.rows.keys()
    never_wrong = sorted(
        name for name in counts.valid if not counts.invalid[name] and procedure.by_name[name].type.asks
    )
    assert never_wrong == []
    with capsys.disabled() if WALKS > 1 else nullcontext():
        print("\n".join(["", *counts.lines(procedure)]))


def _ends(walked: Walk) -> bool:
    ended = False
    for _ in range(5):
        ended = walked.run()
        if ended or walked.path.stopped is not None:
            break
        walked.answers, walked.seen = {}, frozenset()
        walked.path = walk(walked.procedure, {}, walked.environment)
    assert walked.posts <= POSTS_OF_A_PAGE * (len(walked.procedure.pages) + 20) * 5
    return ended


def _is_kept(way: Way) -> None:
    sealer = Sealer("fuzz", bytes(32))
    opened: Answers = sealer.open("draft", sealer.seal("draft", dict(way.answers)))
    assert canonical(opened) == canonical(way.answers)


def _is_shown(procedure: Procedure, way: Way) -> None:
    sections = check_sections(procedure, way, JAPANESE)
    shown = {row.field: row.value for section in sections for row in section.rows}
    for field in way.fields:
        if field.id in way.answers:
            assert shown[field.id], field.id
    day = CITY.residents.as_of
    for filled in (None, Filled(way, day, "counter", "R8-000001")):
        assert json.loads(json.dumps(form_content(procedure, CITY, day, filled), ensure_ascii=False))["sections"]


def _is_exported(procedure: Procedure, way: Way, folder: Path) -> None:
    table = answer_table(procedure)
    layout = next(layout for layout in load_layouts(lambda *_: table) if layout.id == "generic.application")
    names = frozenset({field.id for field in way.fields if field.type.asks} | way.rows.keys())
    head = {**record().head, "procedure": procedure.id, "version": procedure.version}
    export_record = Record(head, way.answers, lambda: names)
    checked = layout.check([export_record])
    assert checked.ready, checked.findings
    files = {file.name: file.path for file in layout.write([export_record], Batch("1", BATCH.made_at), Bench(folder))}
    wide = {name: _lines(path) for name, path in files.items() if "_table_" in name}
    for field in way.fields:
        if field.protection == "number" or not field.type.columns(field.settings):
            continue
        row = row_of(field.id)
        repeat = full_name(row)
        (name,) = (name for name in wide if name.endswith(f"_{procedure.version}{'_' if repeat else ''}{repeat}.csv"))
        place = ".".join(part for part in row.split(".") if part.isdigit())
        (line,) = (line for line in wide[name] if line["行"] == place)
        value = way.answers.get(field.id)
        cells = {} if value is None else field.type.cells(value, field.settings)
        for suffix, _ in field.type.columns(field.settings):
            cell = line[f"{field.name}.{suffix}" if suffix else field.name]
            assert cell.removeprefix("'") == _plain(cells.get(suffix, "")), (field.id, suffix)
        if field.type.asks:
            assert (field.name in line["未回答の項目"].split(";")) == (value is None), field.id


def _plain(text: str) -> str:
    """Without the ' that keeps a spreadsheet from evaluating a formula."""
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").removeprefix("'")


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
