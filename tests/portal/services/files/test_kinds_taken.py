"""Scans and plain texts, from the upload to what is kept."""

import pytest
from PIL import Image

from portal.services.files.keep_file import Upload
from tests.integrations.remaking.compounds import document, ppt, write, xls
from tests.pictures import written
from tests.portal.services.files.test_keep_file import Desk, asking, desk

__all__ = ["desk"]  # the fixture


def test_scans_and_texts_are_taken_where_the_question_allows_them(desk: Desk) -> None:
    two = written(Image.new("RGB", (60, 40)), "TIFF", save_all=True, append_images=[Image.new("L", (60, 40))])
    sent = Upload("a.gif", written(Image.new("P", (60, 40)), "GIF")), Upload("fax.tif", two)
    listed = Upload("名簿.csv", "氏名,年\r\n=1+1,2\r\n".encode("cp932"))
    assert desk.put(*sent, listed) == []
    assert {mistake.key for mistake in desk.mistakes} == {"file.is_other_kind"}
    kept = desk.check(desk.put(*sent, listed, media=("gif", "tiff", "txt")))
    assert [(file.name, file.media, file.pages) for file in kept] == [
        ("a.jpg", "image/jpeg", 1), ("fax.pdf", "application/pdf", 2), ("名簿.txt", "text/plain", 1),
    ]  # fmt: skip
    assert desk.content(kept[2].id).decode() == "氏名,年\n=1+1,2\n"
    settings = asking(media=("gif", "tiff", "txt")).settings
    assert {file.media for file in kept} <= set(settings.kept)
    old = Upload("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    assert desk.put(old, media=("docx", "txt")) == []
    assert [mistake.key for mistake in desk.mistakes] == ["file.old_kind"]
    locked = Upload("a.docx", write({"EncryptedPackage": b"", "EncryptionInfo": b""}))
    assert desk.put(locked, media=("docx", "doc")) == []
    assert [mistake.key for mistake in desk.mistakes] == ["file.locked"]
    hidden = Upload("a.txt", b"a" * 5_000 + b"\0")
    assert desk.check(desk.put(hidden, media=("txt",))) == ()
    assert [mistake.key for mistake in desk.mistakes] == ["file.not_text"]


def test_old_office_files_and_xml_are_kept_as_they_are_where_the_question_allows_them(desk: Desk) -> None:
    old = ("doc", "xls", "ppt", "xml")
    sent = (
        Upload("計画.DOC", write(document())),
        Upload("表", xls()),
        Upload("図.ppt", ppt()),
        Upload("a.xml", b"<a>1</a>"),
    )
    assert desk.put(*sent) == []
    assert {mistake.key for mistake in desk.mistakes} == {"file.old_kind"}
    kept = (*desk.check(desk.put(*sent[:3], media=old)), *desk.check(desk.put(sent[3], media=old)))
    assert [file.name for file in kept] == ["計画.doc", "表.xls", "図.ppt", "a.xml"]
    assert [desk.content(file.id) for file in kept] == [upload.content for upload in sent]
    assert [file.media for file in kept] == list(asking(media=old).settings.kept)
    assert not any(file.preview or file.is_picture for file in kept)


@pytest.mark.parametrize(
    ("upload", "key"),
    [
        (Upload("a.doc", write(document() | {"Macros/VBA/dir": b"1"})), "file.active"),
        (Upload("a.doc", write(document(flags=0x0300))), "file.locked"),
        (Upload("a.doc", write(document(version=0x65))), "file.old_unsure"),
        (Upload("a.xml", b"<?xml-stylesheet href='a'?><a/>"), "file.xml"),
    ],
)
def test_what_an_old_file_must_not_hold_is_named_in_a_sentence(desk: Desk, upload: Upload, key: str) -> None:
    assert desk.check(desk.put(upload, media=("doc", "xml"))) == ()
    assert [mistake.key for mistake in desk.mistakes] == [key]
