"""Every definition of the folder, filled in by made-up people: well, wrongly and with rubbish; stored, shown, printed,
exported and read back. `make long` goes thousands of ways (FUZZ=1000) and prints what it met and what it never met."""

import csv
import json
import os
from contextlib import nullcontext
from pathlib import Path

import pytest

from forms.answers import Answers, canonical
from forms.messages import sentences
from forms.nested_answers import flat, nested
from forms.path import Path as Way
from forms.path import walk
from forms.procedure import Procedure, full_name, row_of
from forms.speech import Speech
from integrations.exports.loading import load_layouts
from integrations.layout_socket import Batch, Bench, Record
from portal.sealing import Sealer
from portal.services.answer_tables import answer_table
from portal.services.check_sections import check_sections
from portal.services.print_form import Filled, form_content
from tests.forms.fuzzing import CITY, Walk, strange_name, unusual, usual, watched
from tests.forms.household import FORMS, HOUSEHOLD
from tests.integrations.exports.sample import BATCH, record

WALKS = int(os.environ.get("FUZZ", "1"))
SHIPPED = sorted(path for path in (FORMS / "procedures").glob("*.yaml") if "." not in path.stem)
JAPANESE = Speech("ja", sentences("ja"), {})
POSTS_OF_A_PAGE = 12  # a walk goes back at times; it must not go round for ever


@pytest.mark.parametrize("path", [*SHIPPED, Path("household.yaml")], ids=lambda path: path.stem)
@pytest.mark.timeout(0 if WALKS > 100 else 300)
def test_a_definition_takes_what_is_right_refuses_what_is_wrong_and_loses_nothing(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not path.exists():
        path = tmp_path / path
        path.write_text(HOUSEHOLD, encoding="utf-8")
    procedure, counts = watched(path)
    first = sum(map(ord, path.stem))  # who comes, and what a register tells of them, is not the same everywhere
    for seed in range(first, first + WALKS):
        there = usual(procedure, seed)
        right = Walk(procedure, there, seed, counts)
        assert _ends(right), f"seed {seed}: no way to the end, last at {right.last}"
        way = right.come_out()
        assert walk(procedure, way.answers, there).answers == way.answers
        typed = strange_name(procedure, way)
        again = walk(procedure, typed, there)
        assert flat(procedure, nested(procedure, again.answers)) == again.answers
        _is_kept(again)
        _is_shown(procedure, again)
        _is_exported(procedure, again, tmp_path)
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
    """Whether a walk came to its end, and did not go round: so many posts as pages, times some."""
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
    """Sealed and opened, the answers are the same bytes."""
    sealer = Sealer("fuzz", bytes(32))
    opened: Answers = sealer.open("draft", sealer.seal("draft", dict(way.answers)))
    assert canonical(opened) == canonical(way.answers)


def _is_shown(procedure: Procedure, way: Way) -> None:
    """Each answer stands once on the check page, under what it is called; the form can be handed to the typesetter."""
    sections = check_sections(procedure, way, JAPANESE)
    shown = {row.field: row.value for section in sections for row in section.rows}
    for one in way.fields:
        if one.id in way.answers:
            assert shown[one.id], one.id
    day = CITY.residents.as_of
    for filled in (None, Filled(way, day, "counter", "R8-000001")):
        assert json.loads(json.dumps(form_content(procedure, CITY, day, filled), ensure_ascii=False))["sections"]


def _is_exported(procedure: Procedure, way: Way, folder: Path) -> None:
    """What the generic files say, read back, are the cells of each answer; what was not answered is told as such."""
    table = answer_table(procedure)
    layout = next(one for one in load_layouts(lambda *_: table) if one.id == "generic.application")
    asked = frozenset({one.id for one in way.fields if one.type.asks} | way.rows.keys())
    head = {**record().head, "procedure": procedure.id, "version": procedure.version}
    made = Record(head, way.answers, lambda: asked)
    checked = layout.check([made])
    assert checked.ready, checked.findings
    files = {file.name: file.path for file in layout.write([made], Batch("1", BATCH.made_at), Bench(folder))}
    wide = {name: _lines(path) for name, path in files.items() if "_table_" in name}
    for one in way.fields:
        if one.protection == "number" or not one.type.columns(one.settings):
            continue
        row = row_of(one.id)
        repeat = full_name(row)
        (name,) = (name for name in wide if name.endswith(f"_{procedure.version}{'_' if repeat else ''}{repeat}.csv"))
        place = ".".join(part for part in row.split(".") if part.isdigit())
        (line,) = (line for line in wide[name] if line["行"] == place)
        value = way.answers.get(one.id)
        cells = {} if value is None else one.type.cells(value, one.settings)
        for suffix, _ in one.type.columns(one.settings):
            said = line[f"{one.name}.{suffix}" if suffix else one.name]
            assert said.removeprefix("'") == _plain(cells.get(suffix, "")), (one.id, suffix)
        if one.type.asks:
            assert (one.name in line["未回答の項目"].split(";")) == (value is None), one.id


def _plain(text: str) -> str:
    """As a file has it: one line. The ' that keeps a spreadsheet from reckoning is taken off on both sides."""
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").removeprefix("'")


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
