"""A definition that is dropped into the folder of a running demo is everywhere on save: no restart, no other file."""

import csv
import io
import json
import time
import zipfile
from pathlib import Path

import pytest

from forms.definition.registry import field_types
from forms.loading import load
from tests.definitions.counter import Visit
from tests.definitions.filing import Filing
from tests.definitions.shelf import SMALLEST
from tests.journeys.service import Service
from tests.servers import PATIENCE, running

NAME = "rows-nested"  # rows in rows: what is hardest to draw, to print and to hand over
DROPPED = (SMALLEST / f"{NAME}.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One definition is there before, as in every city."""
    made = tmp_path / "procedures"
    made.mkdir()
    (made / "keep.yaml").write_text((SMALLEST / "keep.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return made


def test_a_saved_definition_is_on_phone_counter_desk_paper_in_the_schema_and_the_export(
    tmp_path: Path, folder: Path
) -> None:
    with running("demo", folder=tmp_path / "demo", KAKANAI_PROCEDURES=str(folder)) as server:
        service = Service(server)
        with service.visitor() as resident:
            assert resident.go(f"/procedures/{NAME}").status_code == 404
            (folder / f"{NAME}.yaml").write_text(DROPPED, encoding="utf-8")
            deadline = time.monotonic() + PATIENCE
            while resident.go(f"/procedures/{NAME}").status_code == 404:
                assert time.monotonic() < deadline, server.log
                time.sleep(0.05)
            procedure = load(folder / f"{NAME}.yaml", fields=field_types())
            scenario = next(example for example in procedure.scenarios if example["expect"].get("complete"))
            assert resident.go(f"/procedures/{NAME}/form.pdf").content.startswith(b"%PDF-")
            Filing(resident, procedure, scenario).until_check()
            resident.press("申請する")
            number = resident.path.rpartition("/")[2]
        with service.member("madoguchi") as clerk:
            entered = Visit(clerk, procedure, scenario).register()
        with service.member("tanto") as section:
            for receipt_number in (number, entered):
                section.go(f"/desk/{receipt_number}")
                assert procedure.title in section.text
                assert section.go(f"/desk/{receipt_number}/form.pdf").content.startswith(b"%PDF-")
                section.go(f"/desk/{receipt_number}")
                section.press("実質審査に進める")
            section.go(f"/desk/exports/layouts/generic.application/{procedure.duty}")
            section.press("2件を引き渡す")
            content = section.go(f"{section.path}/zip").content
        asked = {field.name for field in procedure.fields if field.type.asks}
    schema = json.loads(service.command("procedures", "schema", NAME).stdout)
    assert schema["x-meaning"] == procedure.meaning
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        (name,) = (name for name in files.namelist() if name.endswith("_answers.csv"))
        lines = list(csv.DictReader(io.StringIO(files.read(name).decode("utf-8-sig"))))
    for receipt_number in (number, entered):
        handed = {line["項目コード"] for line in lines if line["受付番号"] == receipt_number}
        assert [name for name in asked if not any(f"{item}.".startswith(f"{name}.") for item in handed)] == []
