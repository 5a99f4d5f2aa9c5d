"""Where files of the hand-back lie. The whole of it: tests/portal/cli/test_handing_back.py."""

from io import BytesIO
from pathlib import Path

from portal.models.files.attachment import Attachment
from portal.services.audit.exit_columns import SEALED
from portal.services.audit.export_everything import _BOOK, Folder, _Book, _place

CONTENT = Attachment.table.c.sealed_content


def test_no_id_leads_out_of_the_folder(tmp_path: Path) -> None:
    sealed = SEALED["attachment", "sealed_content"]
    for hostile in ("../../etc/passwd", "..", "/etc/passwd", "a/../../b"):
        place = _place(sealed, CONTENT, {"id": hostile, "application_id": 1}, {"facts": {"media": "image/jpeg"}})
        assert place.startswith("files/attachments/1/")
        assert place.endswith(".jpg")
        assert (tmp_path / place).resolve().parent == tmp_path / "files" / "attachments" / "1"


def test_each_file_is_counted_and_listed_with_its_sum(tmp_path: Path) -> None:
    sums = BytesIO()
    folder = Folder(tmp_path, sums)
    named = folder.put("files/a", b"abc")
    assert (named["bytes"], folder.files, folder.size) == (3, 1, 3)
    assert sums.getvalue().decode() == f"{named['sha256']}  files/a\n"


def test_a_name_in_the_list_for_people_is_no_formula(tmp_path: Path) -> None:
    sums = BytesIO()
    book = _Book(Folder(tmp_path, sums))
    name = {"family": "=HYPERLINK(1)", "given": "x"}
    book.add(dict.fromkeys(_BOOK) | {"version": 3, "summary": {"name": name, "kana": "ミホン"}})
    book.close()
    (_, line) = (tmp_path / "applications.csv").read_text("utf-8").splitlines()
    assert line == ",,3,,,,,,,,'=HYPERLINK(1)　x,ミホン"
