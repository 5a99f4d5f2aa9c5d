"""A folder receives all files or none."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from integrations.exports.loading import load_layouts
from integrations.exports.writing import show
from integrations.sockets.layout_socket import Bench, ExportFile, Record
from tests.integrations.exports.sample import BATCH, record, tables

GENERIC = next(layout for layout in load_layouts(tables) if layout.id == "generic.application")
NAMES = [
    "applications.csv",
    "applications_answers.csv",
    "applications_codes.csv",
    "applications_items.csv",
    "applications_table_kaigo-hihokenshasho-saikofu_1.csv",
    "applications.manifest.json",
    "applications.end",
]


def write_to_folder(records: Iterable[Record], folder: Path) -> tuple[ExportFile, ...]:
    folder.mkdir(exist_ok=True)
    return show([*GENERIC.write(records, BATCH, Bench(folder))], folder)


def test_the_files_are_at_their_names_and_nothing_else_does(tmp_path: Path) -> None:
    files = write_to_folder([record()], tmp_path / "out")
    assert [file.name.split("_", 2)[2] for file in files] == NAMES
    assert sorted((tmp_path / "out").iterdir()) == sorted(file.path for file in files)


def test_the_end_marker_appears_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    appeared: list[str] = []
    rename = os.replace

    def watched(source: Path, target: Path) -> None:
        assert all(file.name.endswith(".part") for file in tmp_path.iterdir()) or appeared
        appeared.append(target.name.split("_", 2)[2])
        rename(source, target)

    monkeypatch.setattr(os, "replace", watched)
    write_to_folder([record()], tmp_path)
    assert appeared == NAMES


def test_nothing_is_visible_while_it_is_written(tmp_path: Path) -> None:
    def records() -> Iterator[Record]:
        yield record()
        assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == []

    write_to_folder(records(), tmp_path)


@pytest.mark.parametrize("at", range(len(NAMES)))
def test_an_error_at_any_name_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    rename = os.replace

    def failing(source: Path, target: Path) -> None:
        if target.name.split("_", 2)[2] == NAMES[at]:
            raise OSError("the disk is gone")
        rename(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="gone"):
        write_to_folder([record()], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_same_batch_again_replaces_itself_by_itself(tmp_path: Path) -> None:
    first = {file.name: file.path.read_bytes() for file in write_to_folder([record()], tmp_path)}
    rewritten = {file.name: file.path.read_bytes() for file in write_to_folder([record()], tmp_path)}
    assert first == rewritten
