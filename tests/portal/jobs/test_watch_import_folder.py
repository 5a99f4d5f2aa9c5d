"""A watched folder: files that stopped changing are imported once and moved aside."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from portal.jobs import watch_import_folder as watching
from portal.jobs.watch_import_folder import watch_import_folder
from portal.services.handover.reconcile import reconcile
from portal.services.imports.watched_folder import Unchanged
from portal.services.shared.installation import Installation
from tests.portal.importing import package


@pytest.fixture
def watched(installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.setattr(watching, "_seen", Unchanged())
    (tmp_path / "in").mkdir()
    settings = installation.settings.model_copy(update={"import_folder": str(tmp_path / "in")})
    return replace(installation, settings=settings)


def counts(installation: Installation) -> dict[str, int]:
    with installation.database.read() as unit:
        return dict(reconcile(unit).packages)


def test_what_does_not_change_any_more_comes_in_once_and_is_moved_aside(watched: Installation, tmp_path: Path) -> None:
    (tmp_path / "in" / "a.zip").write_bytes(package())
    assert watch_import_folder(watched) == 0, "it may still be written"
    assert watch_import_folder(watched) == 1
    assert watch_import_folder(watched) == 0
    assert counts(watched) == {"taken": 1}
    assert (tmp_path / "in" / "done" / "a.zip").exists()
    (tmp_path / "in" / "a.zip").write_bytes(package())
    watch_import_folder(watched)
    assert watch_import_folder(watched) == 1
    assert counts(watched) == {"taken": 1}, "the same package is not imported twice"
    assert (tmp_path / "in" / "done" / "a.zip.2").exists()


def test_a_file_that_grows_is_left_alone(watched: Installation, tmp_path: Path) -> None:
    file, content = tmp_path / "in" / "a.zip", package()
    file.write_bytes(content[:50])
    watch_import_folder(watched)
    file.write_bytes(content)
    assert watch_import_folder(watched) == 0
    assert watch_import_folder(watched) == 1
    assert counts(watched) == {"taken": 1}


def test_a_folder_is_a_package_and_a_link_is_none(watched: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "one"
    with zipfile.ZipFile(io.BytesIO(package())) as archive:
        archive.extractall(folder)
    (tmp_path / "in" / "link.zip").symlink_to(tmp_path / "in" / "one" / "package.xml")
    watch_import_folder(watched)
    assert watch_import_folder(watched) == 1
    assert counts(watched) == {"taken": 1}
    assert (tmp_path / "in" / "link.zip").is_symlink()


def test_a_folder_that_is_not_there_stops_nothing(
    installation: Installation, watched: Installation, tmp_path: Path
) -> None:
    assert watch_import_folder(installation) == 0
    (tmp_path / "in").rmdir()
    assert watch_import_folder(watched) == 0
