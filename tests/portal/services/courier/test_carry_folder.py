"""Files in the folder: applied, refused or left."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.services.courier.carry_folder import Folders, folders_of, take_file
from portal.services.courier.folder import DONE, REFUSED
from portal.services.shared.installation import Installation
from portal.store.courier import courier
from tests.portal.services.courier.carrying import in_case, repacked
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import alice, file_application


def test_what_is_longer_than_any_package_is_refused_without_being_read(
    zones: Zones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    (path := tmp_path / "x.courier").write_bytes(package)
    monkeypatch.setattr("portal.services.courier.carry_folder.MOST_BYTES", len(package) - 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("it was read"))
    took = take_file(zones.inner, path, CARRIER)
    assert (took.act, took.reason, path.exists()) == ("refused", "too_large", False)
    with zones.inner.database.read() as unit:
        (step,) = courier.steps(unit, 9)
    assert (step.act, step.size) == ("refused", len(package))


def test_what_is_as_long_as_a_package_may_be_is_read(
    zones: Zones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path := tmp_path / "x.courier").write_bytes(b"none")
    monkeypatch.setattr("portal.services.courier.carry_folder.MOST_BYTES", 4)
    assert take_file(zones.inner, path, CARRIER).reason == "no_package"


def test_a_taken_file_is_done_a_foreign_one_is_refused_and_the_same_name_overwrites_neither(
    zones: Zones, tmp_path: Path
) -> None:
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    for content in (package, b"x", package, b"y"):
        (path := tmp_path / "x.courier").write_bytes(content)
        take_file(zones.inner, path, CARRIER)
        assert not path.exists()
    kept = {folder: sorted(path.read_bytes() for path in (tmp_path / folder).iterdir()) for folder in (DONE, REFUSED)}
    assert kept == {DONE: [package, package], REFUSED: [b"x", b"y"]}


def test_a_package_that_was_taken_only_in_part_stays_and_is_tried_again(zones: Zones, tmp_path: Path) -> None:
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    (path := tmp_path / "x.courier").write_bytes(repacked(zones, package, in_case(meaning="x")))
    took = [take_file(zones.inner, path, CARRIER) for _ in range(2)]
    assert ([reason for _, reason in took[0].left], took[1].left) == (["definition"], took[0].left)
    assert path.exists()


def test_the_folders_are_those_of_the_settings(installation: Installation) -> None:
    assert folders_of(installation) is None
    settings = installation.settings.model_copy(update={"courier_in": "/in", "courier_out": "/out"})
    assert folders_of(replace(installation, settings=settings)) == Folders(Path("/in"), Path("/out"))
