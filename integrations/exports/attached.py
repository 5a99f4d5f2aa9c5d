import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime

from integrations.exports.days import TOKYO
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import AttachedFile, Bench, ExportFile, Record

_OOXML = "application/vnd.openxmlformats-officedocument"
_ENDINGS = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", f"{_OOXML}.wordprocessingml.document": "docx",
    f"{_OOXML}.spreadsheetml.sheet": "xlsx", f"{_OOXML}.presentationml.presentation": "pptx", "text/plain": "txt",
    "application/msword": "doc", "application/vnd.ms-excel": "xls", "application/vnd.ms-powerpoint": "ppt", "application/xml": "xml",
}  # fmt: skip


def file_items(record: Record, entry: str) -> Iterator[tuple[AttachedFile, Mapping[str, str]]]:
    """Without people's own file names, which may hold personal data."""
    for number, file in enumerate(record.attached(), start=1):
        name = entry.format(receipt=record.head["receipt_number"], question=file.question, number=number)
        yield (
            file,
            {
                "question": file.question,
                "number": str(number),
                "entry": f"{name}.{_ENDINGS.get(file.media, 'bin')}",
                "media": file.media,
                "bytes": str(file.size),
                "sha256": file.sha256,
            },
        )


class AttachedZip:
    """Uncompressed, with the batch's date: the same batch gives the same bytes."""

    def __init__(self, bench: Bench, name: str, entry: str, made_at: datetime) -> None:
        self._name = name
        self._entry = entry
        self._dated = made_at.astimezone(TOKYO).timetuple()[:6]
        self._opened = bench.opened
        self.path = bench.folder / f".{name}.part"
        self._file = self._opened(self.path, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w")
        self._rows = 0

    def put(self, record: Record) -> None:
        """Raises AdapterError if a hash has changed or two entries share a name."""
        for file, items in file_items(record, self._entry):
            content = file.read()
            if hashlib.sha256(content).hexdigest() != file.sha256:
                raise AdapterError("EXPORT_FILE_CHANGED", items["entry"], permanent=True)
            if items["entry"] in self._zip.NameToInfo:
                raise AdapterError("EXPORT_FILE_TWICE", items["entry"], permanent=True)
            info = zipfile.ZipInfo(items["entry"], self._dated)
            info.external_attr = 0o600 << 16
            self._zip.writestr(info, content)
            self._rows += 1

    def finish(self) -> ExportFile:
        self._zip.close()
        self._file.close()
        with self._opened(self.path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return ExportFile(self._name, self.path, digest, self._rows, self._opened)

    def abandon(self) -> None:
        self._zip.close()
        self._file.close()
        self.path.unlink(missing_ok=True)
