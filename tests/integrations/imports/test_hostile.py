"""Hostile packages."""

import io
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from integrations.imports import csv_reader, limits, unpacking, xml_reader
from integrations.imports.folder_reader import gather
from integrations.imports.readers import read_packages
from integrations.imports.samples import Made, as_xml, packed
from integrations.sockets.import_socket import Unreadable
from tests.integrations.imports.packing import MADE, as_csv, zipped

XML = as_xml(Made(MADE.header, MADE.fields))


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_packages(content)
    return refused.value.code


def _link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("package.xml")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


def _flagged(content: bytes, bit: int) -> bytes:
    """In the local header and in the central directory."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = changed.find(mark)
        while position >= 0:
            flags = struct.unpack_from("<H", changed, position + offset)[0]
            struct.pack_into("<H", changed, position + offset, flags | bit)
            position = changed.find(mark, position + 1)
    return bytes(changed)


def _bomb() -> bytes:
    block = io.BytesIO()
    with zipfile.ZipFile(block, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("package.xml", XML)
        archive.writestr("zeros.bin", bytes(40 * limits.MEGABYTE))
    return block.getvalue()


def _squeezed() -> bytes:
    block = io.BytesIO()
    with zipfile.ZipFile(block, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("package.xml", XML)
    return block.getvalue()


# What is large is made when it is sent: each process of a run imports this file.
HOSTILE: Mapping[str, bytes | Callable[[], bytes]] = {
    "zip_path": zipped(("../package.xml", XML)),
    "zip_link": zipped((_link(), b"/etc/passwd")),
    "zip_twice": zipped(("package.xml", XML), ("PACKAGE.XML", XML)),
    "zip_encrypted": _flagged(zipped(("package.xml", XML)), 1),
    "zip_bomb": _bomb,
    "zip_nested": zipped(("package.xml", XML), ("inner.zip", zipped(("a", b"b")))),
    "zip_method": _squeezed,
    "zip_too_many": lambda: zipped(*((f"{number}.txt", b"") for number in range(limits.MOST_FILES + 1))),
    "zip_broken": packed(MADE)[:200],
    "zip_name": zipped(("pack\x07age.xml", XML)),
    "no_data": zipped(("a.txt", b"x")),
    "two_data": zipped(("a.xml", XML), ("b.xml", XML)),
    "data_differ": zipped(("package.xml", XML), ("same.csv", as_csv().replace("一郎".encode(), "三郎".encode()))),
    "file_missing": packed(MADE).replace(b"files/1.pdf", b"files/2.pdf"),
    "file_missing ": zipped(("t.csv", "番号,写し\n1,a.pdf\n2,b.pdf\n".encode()), ("a.pdf", b"%PDF")),
    "file_unclear": zipped(
        ("t.csv", "番号,写し\n7,a.pdf\n".encode()), ("x/a.pdf", b"%PDF"), ("y/a.pdf", b"%PDF")
    ),
    "file_differs": zipped(("package.xml", as_xml(MADE)), ("files/1.pdf", b"%PDF-1.4 y")),
    "xml_doctype": XML.replace(b"<package ", b'<!DOCTYPE package SYSTEM "file:///etc/passwd"><package ', 1),
    "xml_encoding": XML.replace(b"UTF-8", b"UTF-7"),
    "xml_encoding ": '<!DOCTYPE a [<!ENTITY x "y">]><a><b>&x;</b></a>'.encode("utf-16-le"),  # without declaring the encoding
    "xml_broken": XML[:-20],
    "xml_deep": b"<a>" * 30 + b"</a>" * 30,
    "xml_many": lambda: b"<a>" + b"<b/>" * (limits.MOST_ELEMENTS + 1) + b"</a>",
    "xml_many ": lambda: b"<a " + b" ".join(b'a%d=""' % number for number in range(limits.MOST_ELEMENTS)) + b"/>",
    "field_twice ": b'<a xmlns:p="u" xmlns:q="v" p:x="1" q:x="2"/>',
    "field_twice": XML.replace("児童".encode(), b"").replace(b"</fields>", '<field name="氏名">b</field></fields>'.encode()),
    "characters": XML.replace("一郎".encode(), "\u202e一郎".encode()),
    "long_text ": b"<a>" + b"<%s/>" % (b"b" * (limits.MOST_NAME + 1)) + b"</a>",
    "long_text  ": XML.replace(b"<form>", b"<form>" + b"x" * limits.MOST_HEADER),
    "long_text": XML.replace("一郎".encode(), b"x" * (limits.MOST_TEXT + 1)),
    "arrived_at": XML.replace(b"2026-11-02T", b"2026-13-02T"),
    "csv_encoding": b"\x81\xff,\xa0\xa0\n1,2\n",
    "csv_encoding ": "氏名,住所\n山田,港\n".encode("utf-16")[:-1],
    "csv_broken": '氏名,住所\n"山田,"x"y\n'.encode(),
    "csv_heads": "氏名,,住所\na,b,c\n".encode(),
    "csv_ragged": "氏名,住所\na\n".encode(),
    "csv_one_column": "氏名\n山田\n".encode(),
    "csv_one_column ": "氏名 住所\n山田 港\n".encode(),
    "csv_title": "申請の一覧\n氏名,住所\n山田,港\n".encode(),
    "csv_title ": "申請の一覧,,\n\n番号,氏名,住所\n1,山田,港\n".encode(),
    "csv_title  ": "申請の一覧\n2026/11/20 現在\n氏名\t住所\n山田\t港\n".encode("utf-16"),
    "csv_many ": lambda: b"a\tb\n" + b"1\t2\n" * (limits.MOST_CSV_LINES + 1),
    "csv_heads ": b";".join(b"a%d" % number for number in range(limits.MOST_COLUMNS + 1)) + b"\n" + b";" * limits.MOST_COLUMNS + b"\n",
    "csv_many": lambda: b"a,b\n" + b"1,2\n" * (limits.MOST_CSV_LINES + 1),
    "empty": "氏名,住所\n".encode(),
}  # fmt: skip


@pytest.mark.parametrize("code", HOSTILE)
def test_each_attack_is_refused_by_its_own_name(code: str) -> None:
    content = HOSTILE[code]
    assert refusal(content() if callable(content) else content) == code.strip()


def test_the_address_of_a_namespace_is_not_written_out_at_each_name() -> None:
    """46 KB of ZIP would expand to gigabytes."""
    tags = b"".join(b"<b%d/>" % number for number in range(2_000))
    content = b'<a xmlns="' + b"u" * 60_000 + b'">' + tags + b"</a>"
    tracemalloc.start()
    (read,) = read_packages(content)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(read.fields) == 2_000
    assert most < 20 * limits.MEGABYTE


@pytest.mark.parametrize(
    "name",
    ["/package.xml", "a/../../package.xml", "a\\package.xml", "C:package.xml", "a//package.xml", "./package.xml"],
)
def test_no_name_leads_out_of_the_package(name: str) -> None:
    assert refusal(zipped((name, XML))) == "zip_path"


def test_entities_never_grow() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'
    assert refusal(laughs) == "xml_doctype"
    assert refusal(b"<a>&undeclared;</a>") == "xml_broken"


def test_a_size_that_lies_is_not_believed() -> None:
    """The directory declares ten bytes."""
    archive = bytearray(_bomb())
    offset = archive.rfind(b"PK\x01\x02")
    struct.pack_into("<I", archive, offset + 24, 10)
    assert refusal(bytes(archive)) in ("zip_bomb", "zip_broken")


def test_what_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (unpacking, xml_reader, csv_reader):
        monkeypatch.setattr(module, "MOST_BYTES", 100)
    assert {refusal(packed(MADE)), refusal(XML), refusal(as_csv())} == {"too_large"}


def test_a_folder_with_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "package.xml").write_bytes(XML)
    os.symlink("/etc/passwd", tmp_path / "secret.txt")
    with pytest.raises(Unreadable) as refused:
        gather(tmp_path)
    assert refused.value.code == "folder_link"


def test_a_folder_with_a_pipe_is_refused_and_does_not_wait_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "package.xml")
    with pytest.raises(Unreadable) as refused:
        gather(tmp_path)
    assert refused.value.code == "folder_broken"


def test_a_japanese_name_without_the_mark_of_utf8_is_read_as_windows_wrote_it() -> None:
    content = zipped(("AAAA.txt", b"x"), ("package.xml", XML)).replace(b"AAAA.txt", "証明".encode("cp932") + b".txt")
    assert read_packages(content)[0].unused == ("証明.txt",)


def test_xml_in_shift_jis_is_read_and_a_wrong_byte_in_it_refused() -> None:
    plain = Made(MADE.header, {"氏名": "髙橋"})
    content = as_xml(plain, "cp932")
    assert read_packages(content)[0].fields == {"氏名": "髙橋"}
    assert refusal(content.replace("髙".encode("cp932"), b"\x81\xff")) == "xml_encoding"


def test_several_packages_in_one_zip_are_distinguished() -> None:
    content = zipped(("a/package.xml", XML), ("b/package.xml", XML.replace(b"GS1", b"GS2")))
    packages = read_packages(content)
    assert [package.header.receipt_number for package in packages] == ["GS1", "GS2"]
    assert [package.place for package in packages] == [1, 2]
    assert len({package.content_hash for package in packages}) == 2


def test_an_unknown_xml_becomes_fields_by_where_they_are() -> None:
    unknown = "<form v='2'><person><name>山田</name></person><child>一</child><child>二</child></form>".encode()
    (package,) = read_packages(unknown)
    assert package.fields == {"form@v": "2", "form.person.name": "山田", "form.child.1": "一", "form.child.2": "二"}
    assert package.header.form.startswith("shape-")
    three = read_packages(unknown.replace(b"</form>", b"<child>3</child></form>"))[0]
    assert three.header.form == package.header.form, "another child makes no new form"
