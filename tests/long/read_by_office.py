"""LibreOffice reads our workbooks cell by cell.

Half a gigabyte, so in `make long` only; `make test` uses python-calamine.
"""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from integrations.exports.loading import LAYOUTS, load_layout
from tests.integrations.exports.sample import record, tables
from tests.integrations.exports.small import every_file

# Texts that spreadsheets convert.
ODD = (
    "=1+1", "0901234567", "1-2-3", "2026-11-20", "12:30", "1E5", "TRUE", "+81", "@name", "髙𠮷﨑辻\U000e0101", "①㈱～", "１２３",
    'say "x", y', "one\ntwo", "'quoted", "http://example.jp", "x" * 500,
)  # fmt: skip
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def cells_by_office(book: Path, folder: Path) -> dict[str, list[list[str]]]:
    """Cells by sheet title."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "sudo apt-get install -y libreoffice-calc-nogui"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", EVERY_SHEET, "--outdir", str(folder), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {
        path.stem.removeprefix(f"{book.stem}-"): list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))
        for path in folder.glob("*.csv")
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in LAYOUTS.glob("*.xlsx.yaml")))
def test_every_cell_of_a_workbook_is_what_was_typed(name: str, tmp_path: Path) -> None:
    file_layout = load_layout(LAYOUTS / f"{name}.yaml", tables)
    records = [
        record(f"R8-{number:06}", answers={"lost_how": {"": "other", "tell": text}})
        for number, text in enumerate(ODD, 1)
    ]
    book, data = next(
        (file, data) for file, data in every_file(file_layout, tmp_path, *records).items() if file.endswith(".xlsx")
    )
    (tmp_path / book).write_bytes(data)
    sheets = cells_by_office(tmp_path / book, tmp_path / "converted")
    ours = CalamineWorkbook.from_path(tmp_path / book)
    assert sorted(sheets) == sorted(ours.sheet_names)
    for title, rows in sheets.items():
        assert rows == [[str(cell) for cell in row] for row in ours.get_sheet_by_name(title).to_python()], title
    wide = sheets["回答表1"]
    column = wide[0].index("lost_how.tell")
    assert tuple(row[column] for row in wide[1:]) == ODD
    assert {row[wide[0].index("insured_no")] for row in wide[1:]} == {"0000000101"}, "leading zeros stay"
