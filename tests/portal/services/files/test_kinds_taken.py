"""Scans and plain texts, from the upload to what is kept."""

from PIL import Image

from portal.services.files.keep_file import Upload
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
    hidden = Upload("a.txt", b"a" * 5_000 + b"\0")
    assert desk.check(desk.put(hidden, media=("txt",))) == ()
    assert [mistake.key for mistake in desk.mistakes] == ["file.not_text"]
