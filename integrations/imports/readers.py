"""Every reader, and which of them reads what came."""

from integrations.import_socket import Package, PackageReader, Unreadable
from integrations.imports.csv_reader import CsvReader
from integrations.imports.folder_reader import FolderReader
from integrations.imports.xml_reader import XmlReader
from integrations.imports.zip_reader import ZipReader

# In this order: a gathered folder is a ZIP too, and a CSV is whatever is nothing else.
READERS: tuple[PackageReader, ...] = (FolderReader(), ZipReader(), XmlReader(), CsvReader())


def read_packages(content: bytes) -> tuple[Package, ...]:
    """By the first reader that takes it. Unreadable."""
    if not content:
        raise Unreadable("empty")
    for reader in READERS:
        if reader.takes(content):
            return reader.read(content)
    raise Unreadable("unknown_kind")
