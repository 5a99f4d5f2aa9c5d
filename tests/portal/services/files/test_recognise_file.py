"""File types by content, and permitted names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.fields.file import KINDS, OFFICE, OLD
from forms.text.japanese import unusable
from portal.services.files.recognise_file import clean_name, is_locked, is_old, media_of, safe_name
from tests.integrations.remaking.compounds import doc, ppt, write, xls

LOCKED = write({"EncryptionInfo": b"", "EncryptedPackage": b""})


def heic(major: bytes, *brands: bytes) -> bytes:
    box = b"ftyp" + major + bytes(4) + b"".join(brands)
    return (len(box) + 4).to_bytes(4, "big") + box + bytes(20)


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"\xff\xd8\xff\xe1rest", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"%PDF-1.7\nrest", "application/pdf"),
        (heic(b"heic"), "image/heic"),
        (heic(b"mif1", b"mif1", b"heic"), "image/heic"),
        (heic(b"mif1", b"mif1", b"avif"), ""),
        (heic(b"avif", b"heic"), ""),
        (heic(b"isom", b"mp42"), ""),
        (b"\0\0\0\x10ftypmif1\0\0\0\0heic", ""),  # the brand is beyond the end of its box
        (b"GIF89a", "image/gif"),
        (b"II*\0rest", "image/tiff"),
        (b"MM\0*rest", "image/tiff"),
        (b"\xef\xbb\xbf" + "氏名,年".encode(), "text/plain"),
        ("氏名\t年\r\n".encode("cp932"), "text/plain"),
        ("氏名".encode("utf-16"), ""),
        (b"x\x1b[2J", ""),
        (b"\n <?xml version='1.0'?>", "application/xml"),
        (b"\xef\xbb\xbf<a/>", "application/xml"),
        ("<a/>".encode("utf-16"), "application/xml"),
        ("<a/>".encode("utf-16-be"), ""),
        (b"\xfe\xff" + "<a/>".encode("utf-16-be"), "application/xml"),
        (b"\xef\xbb\xbf<html>", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ""),
        (doc(), OLD["doc"]),
        (xls(), OLD["xls"]),
        (ppt(), OLD["ppt"]),
        (LOCKED, ""),
        (b"MZ\x90\0", ""),
        (b"PK\x03\x04", ""),
        (b"PK\x03\x04 word/document.xml PK\x01\x02", OFFICE["docx"]),
        (b"PK\x03\x04 xl/workbook.xml PK\x01\x02", OFFICE["xlsx"]),
        (b"PK\x03\x04 ppt/presentation.xml PK\x01\x02", OFFICE["pptx"]),
        (b"MZ\0 word/document.xml", ""),
        (b"<!doctype html>", ""),
        (b" <!DOCTYPE\nHTML>", ""),
        (b" %PDF-1.7", ""),
        (b"", ""),
    ],
)
def test_the_first_bytes_tell(content: bytes, media: str) -> None:
    assert media_of(content) == media


@pytest.mark.parametrize(
    ("content", "old"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", True),
        (b"<?xml?>", True),
        (b"PK\x03\x04", False),
        (b"a < b", False),
    ],
)
def test_what_must_be_saved_as_another_kind_is_known(content: bytes, old: bool) -> None:
    assert is_old(content) is old


def test_a_newer_file_with_a_password_is_known_by_its_container() -> None:
    assert is_locked(LOCKED)
    assert not is_locked(doc())
    assert not is_locked("EncryptedPackage".encode("utf-16-le"))


def test_a_table_in_plain_text_keeps_no_name_that_a_program_for_tables_opens() -> None:
    assert clean_name("名簿.csv", "text/plain") == "名簿.txt"


@given(st.binary(max_size=300))
def test_any_bytes_are_something_or_nothing(content: bytes) -> None:
    assert media_of(content) in {"", *KINDS.values()}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("IMG_0001.JPEG", "IMG_0001.jpg"),
        ("回覧 その2.pdf", "回覧 その2.jpg"),
        ("C:\\fakepath\\a.png", "a.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("invoice\u202egpj.exe", "invoicegpj.jpg"),
        ("a\0b\n.jpg", "ab.jpg"),
        ('<b>"x"|?*.png', "_b__x____.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("a.tar.gz", "a.tar.jpg"),
        ("", "ファイル.jpg"),
        (" .. ", "ファイル.jpg"),
        ("見" * 200 + ".png", "見" * 76 + ".jpg"),
        ("\ud800.jpg", "jpg.jpg"),
    ],
)
def test_a_name_is_cleaned_and_says_what_it_is(name: str, clean: str) -> None:
    assert clean_name(name, "image/jpeg") == clean


@given(st.text(st.characters(exclude_categories=()), max_size=120))
def test_any_name_becomes_one_that_can_be_shown_and_saved(name: str) -> None:
    for made in (clean_name(name, "application/pdf"), safe_name(name)):
        assert 0 < len(made) <= 90
        assert not unusable(made)
        assert not set(made) & set('<>:"/\\|?*')
        assert made == made.strip(" .")
