"""Files of a while ago, sealed, for as long as nothing changed."""

import os
from pathlib import Path

import pytest

from integrations.exports.spooled_file import SpooledFile
from integrations.sockets.layout_socket import Bench, ExportFile
from portal.services.shared import spool as keeping
from portal.services.shared.spool import KeptFiles, spool


def made(bench: Bench, content: bytes = b"a line\n") -> list[ExportFile]:
    file = SpooledFile(bench, "a.csv")
    file.add_row(content)
    return [file.finish()]


def keep(kept: KeptFiles, data: Path, name: str = "b-1", state: object = 1, content: bytes = b"a line\n") -> None:
    with spool(data) as bench:
        kept.keep(name, state, made(bench, content), bench)


def contents(kept: KeptFiles, data: Path, name: str = "b-1", state: object = 1) -> list[bytes]:
    with spool(data) as bench:
        return [file.open().read() for file in kept.taken(name, state, bench)]


def test_they_are_there_again_and_sealed_meanwhile(tmp_path: Path) -> None:
    kept = KeptFiles()
    keep(kept, tmp_path)
    (folder,) = (tmp_path / "spool").iterdir()
    assert oct(folder.stat().st_mode)[-3:] == "700"
    assert all(b"a line" not in file.read_bytes() for file in folder.iterdir())
    assert contents(kept, tmp_path) == contents(kept, tmp_path) == [b"a line\n"]
    assert contents(KeptFiles(), tmp_path) == []


def test_after_a_change_they_are_gone(tmp_path: Path) -> None:
    kept = KeptFiles()
    keep(kept, tmp_path)
    assert contents(kept, tmp_path, state=2) == []
    assert contents(kept, tmp_path) == []
    assert list((tmp_path / "spool").iterdir()) == []


def test_they_go_after_their_time_and_the_oldest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = KeptFiles()
    for number in range(keeping.MOST_KEPT + 1):
        keep(kept, tmp_path, f"b-{number}")
    assert [bool(contents(kept, tmp_path, f"b-{number}")) for number in (0, 1)] == [False, True]
    monkeypatch.setattr(keeping, "monotonic", lambda: 10.0**9)
    assert contents(kept, tmp_path) == []
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_download_ends_whatever_becomes_of_them(tmp_path: Path) -> None:
    kept = KeptFiles()
    keep(kept, tmp_path)
    with spool(tmp_path) as bench:
        (file,) = kept.taken("b-1", 1, bench)
        assert contents(kept, tmp_path, state=2) == []
        assert file.open().read() == b"a line\n"


def test_what_a_cleaner_took_is_not_there(tmp_path: Path) -> None:
    kept = KeptFiles()
    keep(kept, tmp_path)
    (folder,) = (tmp_path / "spool").iterdir()
    for file in folder.iterdir():
        os.unlink(file)
    assert contents(kept, tmp_path) == []


def test_a_set_that_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_BYTES", 3)
    kept = KeptFiles()
    keep(kept, tmp_path)
    assert contents(kept, tmp_path) == []
