"""Names of files."""

from pathlib import Path

import pytest

from forms.text.reading import read_sheet
from integrations.exports.definition import LayoutFile
from integrations.exports.names import FileNames
from tests.integrations.exports.sample import record
from tests.integrations.exports.small import every_file, layout, main_record

SECOND = main_record().replace("id: main", "id: more\n    within: main")


def test_lines_within_a_file_have_no_name_that_a_receiver_could_refuse(tmp_path: Path) -> None:
    file_layout = layout(
        tmp_path, 'kind: csv, name: "K{seq:03d}.csv", names: {most: 8, signs: alphanumeric}', main_record() + SECOND
    )
    assert next(iter(every_file(file_layout, tmp_path / "out", record()))) == "K001.csv"


@pytest.mark.parametrize(
    ("name", "unfit"),
    [
        ("K{seq:03d}.csv", ()),
        ("K{ts:%Y%m}{seq:03d}.csv", ("K202611001.csv",)),
        ("K_{seq:02d}.csv", ("K_01.csv",)),
    ],
)
def test_a_name_that_never_fits_is_known_before_there_is_a_batch(
    tmp_path: Path, name: str, unfit: tuple[str, ...]
) -> None:
    layout(tmp_path, f'kind: csv, name: "{name}", names: {{most: 8, signs: alphanumeric}}', main_record())
    assert FileNames(read_sheet(tmp_path / "small.yaml", LayoutFile)).unfit() == unfit
