from integrations.imports.csv_reader import CsvReader
from integrations.imports.folder_reader import FolderReader
from integrations.imports.xml_reader import XmlReader
from integrations.imports.zip_reader import ZipReader
from integrations.sockets.import_socket import Package, PackageReader, Unreadable

# A gathered folder is also a ZIP; CSV accepts anything left.
READERS: tuple[PackageReader, ...] = (FolderReader(), ZipReader(), XmlReader(), CsvReader())


def read_packages(content: bytes) -> tuple[Package, ...]:
    """Raises Unreadable."""
    if not content:
        raise Unreadable("empty")
    for reader in READERS:
        if reader.takes(content):
            return reader.read(content)
    raise Unreadable("unknown_kind")
