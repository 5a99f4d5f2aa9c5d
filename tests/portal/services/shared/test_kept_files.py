"""Files of a while ago, sealed, for as long as nothing changed."""

import os
from pathlib import Path
from time import time

import pytest

from integrations.exports.spooled_file import SpooledFile
from integrations.keys.local import LocalKeys
from integrations.sockets.layout_socket import Bench, ExportFile
from portal.services.shared import spool as keeping
from portal.services.shared.spool import KeptFiles, spool


@pytest.fixture
def kept(tmp_path: Path) -> KeptFiles:
    return KeptFiles(tmp_path, LocalKeys(tmp_path / "keys", create=True))


def made(bench: Bench, content: bytes = b"a line\n") -> list[ExportFile]:
    file = SpooledFile(bench, "a.csv")
    file.add_row(content)
    return [file.finish()]


def keep(kept: KeptFiles, name: str = "b-1", state: object = (1,), content: bytes = b"a line\n") -> None:
    with spool(kept.data) as bench:
        kept.keep(name, state, made(bench, content), bench)


def contents(kept: KeptFiles, name: str = "b-1", state: object = (1,)) -> list[bytes]:
    with spool(kept.data) as bench:
        return [file.open().read() for file in kept.taken(name, state, bench)]


def folders(kept: KeptFiles) -> list[Path]:
    return list((kept.data / "spool").iterdir())


def test_they_are_there_again_and_sealed_meanwhile(kept: KeptFiles) -> None:
    keep(kept)
    (folder,) = folders(kept)
    assert oct(folder.stat().st_mode)[-3:] == "700"
    assert all(b"a line" not in file.read_bytes() for file in folder.iterdir())
    assert contents(kept) == contents(kept) == [b"a line\n"]


def test_another_process_with_the_same_keys_finds_them(kept: KeptFiles) -> None:
    keep(kept)
    assert contents(KeptFiles(kept.data, LocalKeys(kept.data / "keys"))) == [b"a line\n"]


def test_another_key_ring_opens_nothing(kept: KeptFiles, tmp_path: Path) -> None:
    keep(kept)
    assert contents(KeptFiles(kept.data, LocalKeys(tmp_path / "other", create=True))) == []


def test_a_set_answers_to_its_own_name_alone(kept: KeptFiles) -> None:
    keep(kept)
    (folder,) = folders(kept)
    folder.rename(folder.with_name("b-2.kept"))
    assert contents(kept, "b-2") == []


def test_after_a_change_they_are_gone(kept: KeptFiles) -> None:
    keep(kept)
    assert contents(kept, state=(2,)) == []
    assert contents(kept) == []
    assert folders(kept) == []


def test_the_later_set_of_a_name_counts(kept: KeptFiles) -> None:
    keep(kept)
    keep(kept, state=(2,), content=b"another\n")
    assert contents(kept, state=(2,)) == [b"another\n"]


def test_they_go_after_their_time_and_the_oldest_first(kept: KeptFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(keeping.MOST_KEPT + 1):
        keep(kept, f"b-{number}")
    assert [bool(contents(kept, f"b-{number}")) for number in (0, 1)] == [False, True]
    monkeypatch.setattr(keeping, "time", lambda: time() + keeping.KEPT_SECONDS + 1)
    assert contents(kept, "b-1") == []
    assert folders(kept) == []


def test_a_download_ends_whatever_becomes_of_them(kept: KeptFiles) -> None:
    keep(kept)
    with spool(kept.data) as bench:
        (file,) = kept.taken("b-1", (1,), bench)
        assert contents(kept, state=(2,)) == []
        assert file.open().read() == b"a line\n"


@pytest.mark.parametrize("pattern", ["*", "set", ".*"], ids=["all", "the set", "the files"])
def test_what_a_cleaner_took_is_not_there(kept: KeptFiles, pattern: str) -> None:
    keep(kept)
    (folder,) = folders(kept)
    for file in folder.glob(pattern):
        os.unlink(file)
    assert contents(kept) == []
    assert folders(kept) == []


def test_a_set_that_is_too_large_is_not_kept(kept: KeptFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_BYTES", 3)
    keep(kept)
    assert contents(kept) == []
