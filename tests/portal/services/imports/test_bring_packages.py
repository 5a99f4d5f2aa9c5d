"""Files and folders from disk."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from integrations.sockets.import_socket import Unreadable
from portal.services.imports.bring_packages import MOST_BYTES, bring_all
from portal.services.shared.installation import Installation
from portal.store.imports import import_packages
from tests.portal.importing import CLERK, package


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def stored(installation: Installation) -> int:
    with installation.database.read() as unit:
        return sum(import_packages.counts(unit).values())


def bring(installation: Installation, path: Path) -> object:
    ((_, done),) = bring_all(installation, [path], "command", CLERK)
    return done


def test_a_file_is_taken_once_and_an_unpacked_folder_too(installation: Installation, folder: Path) -> None:
    (folder / "a.zip").write_bytes(package("GS1"))
    with zipfile.ZipFile(io.BytesIO(package("GS2"))) as archive:
        archive.extractall(folder / "b")
    for path in (folder / "a.zip", folder / "b"):
        assert bring(installation, path) == {"taken": 1}
        assert bring(installation, path) == {}
    assert stored(installation) == 2


def test_a_link_or_a_pipe_is_refused_without_being_read(installation: Installation, folder: Path) -> None:
    (folder / "a.zip").write_bytes(package())
    (folder / "link.zip").symlink_to(folder / "a.zip")
    os.mkfifo(folder / "pipe.zip")  # reading one without a writer would block forever
    for name, code in (("link.zip", "folder_link"), ("pipe.zip", "folder_broken")):
        refused = bring(installation, folder / name)
        assert isinstance(refused, Unreadable)
        assert refused.code == code
    assert isinstance(bring(installation, folder / "missing.zip"), FileNotFoundError)
    assert stored(installation) == 0


def test_a_file_that_cannot_be_read_is_reported_in_its_place_and_the_others_are_taken(
    installation: Installation, folder: Path
) -> None:
    paths = [folder / name for name in ("1.zip", "large.zip", "missing.zip", "2.zip")]
    paths[0].write_bytes(package("GS1"))
    paths[1].touch()
    os.truncate(paths[1], MOST_BYTES + 1)
    paths[3].write_bytes(package("GS2"))
    results = list(bring_all(installation, paths, "folder", CLERK))
    assert [path for path, _ in results] == paths
    first, large, missing, second = (result for _, result in results)
    assert first == second == {"taken": 1}
    assert isinstance(large, Unreadable)
    assert large.code == "too_large"
    assert isinstance(missing, FileNotFoundError)
    assert stored(installation) == 2
