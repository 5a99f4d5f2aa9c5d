"""Files that wait to be fetched lie sealed: what a crash or a stolen disk leaves has nothing to read, and whoever may have them gets every byte."""

import hashlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from integrations.exports.loading import load_layouts
from integrations.layout_socket import Bench, Layout, Record
from portal.services.sealed_file import PAGE, SealedFile
from portal.services.spool import spool
from tests.integrations.exports.sample import BATCH, PROCEDURE, record, tables
from tests.portal.test_sealing import BOX

MARK = "漏印本　太郎"
LAYOUTS = [layout for layout in load_layouts(tables) if layout.fits(PROCEDURE, 1)]
MANY = 250  # more than any file keeps in memory


def made(layout: Layout, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, bytes], bytes]:
    """The files as they are fetched, and all that ever lay in the folder."""
    seen: list[bytes] = []

    def look(*_: object) -> None:
        seen.extend(path.read_bytes() for path in bench.folder.rglob("*") if path.is_file())

    def records() -> Iterator[Record]:
        for number in range(MANY):
            yield record(f"R8-{number:06}", {"person_name": MARK}, {"name": MARK})
        look()

    pack = shutil.copyfileobj

    def packed(source: Any, target: Any) -> None:
        look()  # the drafts of a workbook, before they are packed
        pack(source, target)

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


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: str(one.id))
def test_what_a_layout_writes_lies_sealed_all_the_time_and_is_fetched_as_it_was_meant(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clear").mkdir()
    clear, shown = made(layout, Bench(tmp_path / "clear"), monkeypatch)
    with spool(tmp_path) as bench:
        fetched, lay = made(layout, bench, monkeypatch)
        assert not [*bench.folder.glob(".*/")], "drafts are gone"
    marks = [MARK.encode(), MARK.encode("cp932")]
    assert any(mark in shown for mark in marks), "the mark would be seen"
    assert not [mark for mark in (*marks, b"R8-0000", b"PK\x03\x04") if mark in lay]
    assert fetched == clear


@given(st.lists(st.tuples(st.integers(0, 3 * PAGE), st.integers(1, 2 * PAGE), st.integers(0, 255)), max_size=6))
def test_a_sealed_file_is_written_and_read_as_any_other(steps: list[tuple[int, int, int]]) -> None:
    plain, below = io.BytesIO(), io.BytesIO()
    with io.BufferedRandom(SealedFile(below, BOX, "a"), PAGE) as sealed:
        for at, size, sign in steps:
            for file in (plain, sealed):
                file.seek(min(at, file.seek(0, io.SEEK_END)))
                file.write(bytes([sign]) * size)
            assert sealed.tell() == plain.tell()
        sealed.flush()
        sealed.raw.flush()
        again = io.BufferedReader(SealedFile(io.BytesIO(below.getvalue()), BOX, "a"), PAGE)
        assert again.read() == plain.getvalue()
        assert again.seek(0, io.SEEK_END) == len(plain.getvalue())


def test_a_page_that_stands_elsewhere_is_refused() -> None:
    below = io.BytesIO()
    with io.BufferedRandom(SealedFile(below, BOX, "a"), PAGE) as sealed:
        sealed.write(bytes(2 * PAGE))
        sealed.flush()
        sealed.raw.flush()
        turned = below.getvalue()
    half = len(turned) // 2
    for data, name in ((turned[half:] + turned[:half], "a"), (turned, "b")):
        with pytest.raises(InvalidTag):
            SealedFile(io.BytesIO(data), BOX, name).readall()


def test_a_folder_of_somebody_else_that_goes_at_this_moment_disturbs_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda place: iter([place / "gone", *there(place)]))
    with spool(tmp_path) as bench:
        assert bench.folder.is_dir()
