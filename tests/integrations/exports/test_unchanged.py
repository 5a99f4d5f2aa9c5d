"""Answers are unchanged in files, or reported."""

import csv
import io
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from integrations.exports.layout import FileLayout
from integrations.exports.loading import load_layouts
from integrations.sockets.layout_socket import Bench, Record
from tests.integrations.exports.sample import BATCH, PROCEDURE, record, tables

LAYOUTS = {layout.id: layout for layout in load_layouts(tables) if layout.fits(PROCEDURE, 1)}
_ODD = "髙𠮷﨑〜−①㈱ⅣⅠ\ue000\U0010de92=+@\"',;\t辻\U000e0101\u3000ｱｰ-\u2028"
TEXTS = st.text(
    st.one_of(st.sampled_from(_ODD), st.characters(exclude_categories=("Cs", "Cc"))), min_size=1, max_size=80
)


def cells(layout: FileLayout, sample: Record, folder: Path) -> set[str]:
    texts: set[str] = set()
    for file in layout.write([sample], BATCH, Bench(folder)):
        data = file.path.read_bytes()
        if file.name.endswith("_report.csv"):
            continue
        if file.name.endswith(".csv"):
            text = data.decode(layout._shape.encoding.codec)
            texts |= {cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line}
        elif file.name.endswith(".jsonl"):
            texts |= {cell for line in data.decode().split("\n")[:-1] for cell in json.loads(line).values() if cell}
        elif zipfile.is_zipfile(file.path):
            book = CalamineWorkbook.from_path(file.path)
            sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
            texts |= {str(cell) for sheet in sheets for line in sheet for cell in line}
    return texts


def test_every_layout_for_any_procedure_is_tried() -> None:
    assert {"generic.application", "generic.application.xlsx", "generic.json", "generic.rpa", "generic.wide"} < set(
        LAYOUTS
    )


@pytest.mark.parametrize("name", sorted(LAYOUTS))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, free=TEXTS)
def test_an_answer_arrives_as_it_was_or_is_reported(name: str, text: str, free: str) -> None:
    sample, layout = record(answers={"name": text, "lost_how": {"": "other", "tell": free}}), LAYOUTS[name]
    result = layout.check([sample])
    if result.held:
        assert any(finding.handling == "held" for finding in result.findings)
        return
    reported = "".join(finding.value for finding in result.findings)
    with TemporaryDirectory() as folder:
        read = cells(layout, sample, Path(folder))
    for answer in (text, free):
        assert answer in read or any(sign in reported for sign in answer), (answer, result.findings)
        assert not any("\ue000" <= sign <= "\uf8ff" for sign in "".join(read))
