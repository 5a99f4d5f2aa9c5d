"""Fictional packages in every format."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from integrations.imports.folder_reader import gather
from integrations.imports.samples import Made, as_xml, packed
from integrations.sockets.import_socket import Header

ARRIVED = datetime(2026, 11, 2, 3, 4, 5, tzinfo=UTC)
FIELDS = {"氏名": "髙橋　𠮷子", "児童.1.氏名": "一郎", "児童.2.氏名": "二郎"}
MADE = Made(Header("GS1", "F-1", "1", ARRIVED, True, "123"), FIELDS, (("files/1.pdf", "証明書", b"%PDF-1.4 x"),))


def as_csv(encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["受付番号", "様式ID", "様式版", "到達日時", "合成", "発行番号", *FIELDS])
    writer.writerow(["GS1", "F-1", "1", ARRIVED.isoformat(), "1", "123", *FIELDS.values()])
    return text.getvalue().encode(encoding, errors="replace")


def as_folder(folder: Path) -> bytes:
    (folder / "files").mkdir(parents=True)
    (folder / "package.xml").write_bytes(as_xml(MADE))
    (folder / "files" / "1.pdf").write_bytes(MADE.files[0][2])
    return gather(folder)


def every_way(folder: Path) -> dict[str, bytes]:
    """By name of the reader."""
    alone = as_xml(Made(MADE.header, MADE.fields))
    return {"zip": packed(MADE), "folder": as_folder(folder), "xml": alone, "csv": as_csv()}


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    block = io.BytesIO()
    with zipfile.ZipFile(block, "w") as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return block.getvalue()
