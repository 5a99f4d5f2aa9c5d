"""Complete package files, one packing run at a time."""

from pathlib import Path

import pytest

from portal.errors import Conflict
from portal.services.courier.folder import complete_folder, lay, packages_in, packing, parts_in

NAME = "kakanai-outer-00000001.courier"


def test_a_package_is_hidden_until_it_is_complete(tmp_path: Path) -> None:
    begun = lay(tmp_path, NAME, b"sealed")
    assert (packages_in([tmp_path]), parts_in(tmp_path)) == ([], [begun])
    complete_folder(begun)
    assert (packages_in([tmp_path]), parts_in(tmp_path)) == ([tmp_path / NAME], [])
    assert (tmp_path / NAME).read_bytes() == b"sealed"


def test_a_second_run_is_refused_while_the_first_packs(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "when needed"
    with packing(folder):
        with pytest.raises(Conflict), packing(folder):
            pass
        with packing(tmp_path / "another"):
            pass
    with packing(folder):
        assert packages_in([folder]) == [], "the lock is no package"


def test_a_run_that_fails_leaves_no_lock(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), packing(tmp_path):
        raise OSError("full")
    with packing(tmp_path):
        assert parts_in(tmp_path) == []


def test_packages_are_found_in_their_order_and_a_named_file_whatever_its_name(tmp_path: Path) -> None:
    for name in ("b.courier", "a.courier", "a.txt", ".c.courier.part"):
        (tmp_path / name).write_bytes(b"")
    typed = tmp_path / "a.txt"
    assert packages_in([typed, tmp_path]) == [typed, tmp_path / "a.courier", tmp_path / "b.courier"]
