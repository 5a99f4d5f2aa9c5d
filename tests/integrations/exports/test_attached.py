"""Attachments as a ZIP with an index."""

import csv
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from forms.fields.file import KINDS
from integrations.exports.attached import file_items
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import AttachedFile, Bench, Record
from tests.integrations.exports.sample import BATCH, record
from tests.integrations.exports.small import every_file, layout
from tests.integrations.exports.test_refused_options import FILES, ZIPPED

CONTENT = b"%PDF-1.7 a picture of a certificate"


def with_file(number: str, content: bytes = CONTENT, digest: str = "") -> Record:
    claimed_digest = digest or hashlib.sha256(content).hexdigest()
    file = AttachedFile("work.paper", "application/pdf", len(content), claimed_digest, lambda: content)
    return replace(record(number), attached=lambda: (file,))


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"heic", "gif", "tiff"}))  # these are made into others
def test_each_kind_that_is_kept_leaves_under_its_own_ending(kind: str) -> None:
    file = AttachedFile("work.paper", KINDS[kind], 1, "0" * 64, lambda: b"a")
    ((_, items),) = file_items(replace(record("R8-000001"), attached=lambda: (file,)), "{receipt}")
    assert items["entry"] == f"R8-000001.{'jpg' if kind == 'jpeg' else kind}"


def test_what_was_handed_in_leaves_as_a_zip_with_a_list(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, ZIPPED, FILES)
    records = [with_file("R8-000001"), record("R8-000002"), with_file("R8-000003", b"another")]
    files = every_file(file_layout, tmp_path / "out", *records)
    listed = list(csv.reader(io.StringIO(files["a_files.csv"].decode())))
    assert listed[0] == [
        "R8-000001", "work.paper", "R8-000001_work.paper_01.pdf", str(len(CONTENT)), "application/pdf",
        hashlib.sha256(CONTENT).hexdigest(),
    ]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(files["a.zip"])) as archive:
        assert archive.namelist() == [row[2] for row in listed]
        assert [hashlib.sha256(archive.read(row[2])).hexdigest() for row in listed] == [row[5] for row in listed]
    assert every_file(file_layout, tmp_path / "again", *records) == files


def test_a_file_that_is_another_one_by_now_aborts_the_hand_over(tmp_path: Path) -> None:
    file_layout = layout(tmp_path, ZIPPED, FILES)
    (tmp_path / "out").mkdir()
    with pytest.raises(AdapterError, match="EXPORT_FILE_CHANGED"):
        list(file_layout.write([with_file("R8-000001", digest="0" * 64)], BATCH, Bench(tmp_path / "out")))
    assert list((tmp_path / "out").iterdir()) == []
