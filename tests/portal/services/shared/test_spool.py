"""Spooled files are sealed on disk and fetched unchanged."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integrations.exports.loading import load_layouts
from integrations.sockets.layout_socket import Bench, Layout, Record
from portal.services.shared.spool import spool
from tests.integrations.exports.sample import BATCH, PROCEDURE, record, tables

MARK = "漏印本　太郎"
LAYOUTS = [layout for layout in load_layouts(tables) if layout.fits(PROCEDURE, 1)]
MANY = 250  # more than any file keeps in memory


def made(layout: Layout, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, bytes], bytes]:
    """(fetched files, contents of the folder)."""
    seen: list[bytes] = []

    def look(*_: object) -> None:
        seen.extend(path.read_bytes() for path in bench.folder.rglob("*") if path.is_file())

    def records() -> Iterator[Record]:
        for number in range(MANY):
            yield record(f"R8-{number:06}", {"person_name": MARK}, {"name": MARK})
        look()

    pack = shutil.copyfileobj

    def packed(source: Any, target: Any, length: int) -> None:
        look()  # temporary files of a workbook, before they are packed
        pack(source, target, length)

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfileobj", packed)
        files = list(layout.write(records(), BATCH, bench))
    look()
    fetched = {}
    for file in files:
        with file.open() as source:
            fetched[file.name] = source.read()
        assert hashlib.sha256(fetched[file.name]).hexdigest() == file.sha256
    return fetched, b"".join(seen)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: str(layout.id))
def test_what_a_layout_writes_lies_sealed_all_the_time_and_is_fetched_as_it_was_meant(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clear").mkdir()
    clear, shown = made(layout, Bench(tmp_path / "clear"), monkeypatch)
    with spool(tmp_path) as bench:
        fetched, lay = made(layout, bench, monkeypatch)
        assert not [*bench.folder.glob(".*/")], "temporary files are deleted"
    marks = [MARK.encode(), MARK.encode("cp932")]
    assert any(mark in shown for mark in marks), "the marker would be found"
    assert not [mark for mark in (*marks, b"R8-0000", b"PK\x03\x04") if mark in lay]
    assert fetched == clear


def test_a_folder_of_somebody_else_that_goes_at_this_moment_disturbs_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_folder = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda place: iter([place / "gone", *list_folder(place)]))
    with spool(tmp_path) as bench:
        assert bench.folder.is_dir()
