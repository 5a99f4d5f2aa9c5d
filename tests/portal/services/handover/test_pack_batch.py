"""A batch's ZIP: files in order, dated."""

import zipfile
from hashlib import sha256
from pathlib import Path

from integrations.sockets.layout_socket import Bench, ExportFile
from portal.services.handover.hand_over import batch_files
from portal.services.handover.pack_batch import pack_batch
from portal.services.shared.installation import Installation
from portal.services.shared.spool import spool
from portal.store.handover.hand_overs import BatchRow

MADE = 1_795_222_799_000_000  # 2026-11-21 09:59:59 in Tokyo


def test_the_entries_have_the_names_the_bytes_and_the_second_of_the_batch(tmp_path: Path) -> None:
    contents = {"answers_1.csv": "氏名\r\n".encode("cp932"), "answers_1.end": b""}
    files = []
    for number, (name, content) in enumerate(contents.items()):
        (path := tmp_path / f"temporary {number}").write_bytes(content)
        files.append(ExportFile(name, path, sha256(content).hexdigest(), 0))
    batch = BatchRow(1, "20261121-001", "x", "1", "y", None, MADE, None, "", "[]")
    with pack_batch(batch, files, Bench(tmp_path)) as packed, zipfile.ZipFile(packed) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == contents
        assert archive.namelist() == list(contents)
        for entry in archive.infolist():
            # A ZIP counts in steps of two seconds.
            assert (entry.date_time, entry.external_attr >> 16) == ((2026, 11, 21, 9, 59, 58), 0o600)


def test_the_zip_is_the_same_each_time(installation: Installation, batch: BatchRow) -> None:
    packed = []
    for _ in range(2):
        with spool(installation.settings.data) as bench:
            packed.append(pack_batch(batch, batch_files(installation, batch, bench), bench).read())
    assert packed[0] == packed[1]
