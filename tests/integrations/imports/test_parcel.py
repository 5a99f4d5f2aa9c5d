"""A ZIP or a folder of many packages: each stands or falls alone."""

import pytest

from integrations.imports import limits, zip_reader
from integrations.imports.folder_reader import gathered
from integrations.imports.readers import read_packages
from integrations.imports.samples import packed
from integrations.imports.zip_reader import names_in
from integrations.sockets.import_socket import Unreadable
from tests.integrations.imports.packing import MADE, as_csv, zipped
from tests.integrations.imports.test_hostile import XML

OTHER = XML.replace(b"KK", b"KX")


def test_each_file_of_a_parcel_is_a_package_of_its_own_place_and_hash_which_names_its_file() -> None:
    parcel = zipped(("a/1.zip", packed(MADE)), ("a/2.xml", XML), ("a/3.csv", as_csv()))
    read, names = read_packages(parcel), names_in(parcel)
    assert [package.place for package in read] == [1, 2, 3]
    assert [names.get(package.content_hash) for package in read] == ["a/1.zip", "a/2.xml", None], "a line of a table"
    assert len({package.content_hash for package in read}) == 3
    assert read[0].files
    assert all(package.fault is None for package in read)


def test_a_file_that_cannot_be_read_keeps_its_reason_and_holds_nobody_back() -> None:
    bad = (("1.xml", b"<a>"), ("2.zip", zipped(("a.txt", b"x"))), ("3.pdf", b"%PDF"), ("4.csv", b""))
    deep = zipped(("b.xml", XML), ("c.zip", packed(MADE)))
    read = read_packages(zipped(*bad, ("5.zip", deep), ("6.xml", XML)))
    codes = [package.fault.code if package.fault else "" for package in read]
    assert codes == ["xml_broken", "no_data", "unknown_kind", "empty", "zip_nested", ""]
    assert all(package.content_hash for package in read)


def test_what_a_system_leaves_in_a_folder_is_no_package() -> None:
    junk = ((".DS_Store", b"x"), ("a/Thumbs.db", b"x"), ("__MACOSX/a/._1.xml", b"x"))
    read = read_packages(gathered([*junk, *((f"a/{number}.xml", XML) for number in range(3))]))
    assert [package.fault for package in read] == [None] * 3


def test_a_single_package_is_read_as_before() -> None:
    (read,) = read_packages(packed(MADE))
    assert (read.place, names_in(packed(MADE)), names_in(XML)) == (1, {}, {})
    for files in ((("a.xml", XML), ("b.xml", OTHER)), (("package.xml", XML), ("in.zip", packed(MADE)))):
        with pytest.raises(Unreadable):
            read_packages(zipped(*files))


def test_packages_of_a_parcel_share_one_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = zipped(("a.xml", XML), ("zeros.bin", bytes(limits.SMALL // 2)))
    parcel = zipped(*((f"{number}.zip", inner) for number in range(4)))
    monkeypatch.setattr(zip_reader, "MOST_UNPACKED", 13 * limits.SMALL // 4)
    codes = [package.fault.code if package.fault else "" for package in read_packages(parcel)]
    assert codes == ["", "", "zip_bomb", "zip_bomb"]


def test_all_files_of_a_package_come_with_it_for_who_asks_what_is_signed() -> None:
    (package,) = read_packages(zipped(("in/package.xml", XML), ("in/other.txt", b"x")))
    assert package.contents == {"package.xml": XML, "other.txt": b"x"}
    (alone,) = read_packages(XML)
    assert alone.contents == {"": XML}
    (line,) = read_packages(zipped(("a.csv", as_csv()), ("a.p7s", b"y")))
    assert line.contents == {"a.csv": as_csv(), "a.p7s": b"y"}
