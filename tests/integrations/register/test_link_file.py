"""番号紐付情報: certificate serials and residents."""

import os
from pathlib import Path

import pytest

from integrations.register.link_file import LinkFile
from integrations.sockets.interfaces import AdapterError


def links(folder: Path, *lines: str, head: str = "発行番号,宛名番号") -> LinkFile:
    path = folder / "links.csv"
    path.write_text("\r\n".join((head, *lines, "")), encoding="utf-8-sig")
    return LinkFile(path)


def test_a_serial_leads_to_a_number_and_an_unknown_one_to_none(tmp_path: Path) -> None:
    link = links(tmp_path, "900,1001", "901,1001", "", "902,1002")
    assert [link.addressee(serial) for serial in ("900", "901", "902", "903", "")] == ["1001", "1001", "1002", "", ""]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    link = links(tmp_path, "900,1001")
    assert link.addressee("900") == "1001"
    links(tmp_path, "900,1002")
    os.utime(tmp_path / "links.csv", ns=(1, 1))
    assert link.addressee("900") == "1002"


@pytest.mark.parametrize("line", ["900,1002", "900", "900,", ",1001", "x,1001", "９０１,1001", "901,1001,more"])
def test_a_file_with_a_fault_ties_nobody(tmp_path: Path, line: str) -> None:
    with pytest.raises(AdapterError, match="LINKS_UNREADABLE"):
        links(tmp_path, "900,1001", line).addressee("900")


def test_a_file_that_is_none_ties_nobody(tmp_path: Path) -> None:
    for broken in (LinkFile(tmp_path / "none.csv"), links(tmp_path, "900,1001", head="serial,number")):
        with pytest.raises(AdapterError):
            broken.addressee("900")
    (tmp_path / "links.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(AdapterError):
        LinkFile(tmp_path / "links.csv").addressee("900")
