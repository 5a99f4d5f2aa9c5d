"""Packages of a file, or the reason of its hold."""

from integrations.imports.loading import Imports
from integrations.sockets.import_socket import Package, Unreadable
from portal.services.imports.ready_package import Held
from portal.services.imports.unpack import unpack
from portal.store.imports.import_packages import QUARANTINED
from tests.portal.importing import package


class Failing(Imports):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def read(self, content: bytes) -> tuple[Package, ...]:
        raise self.error


def held(importer: Imports, content: bytes) -> tuple[str, str, str]:
    result = unpack(importer, content)
    assert isinstance(result, Held)
    return result.reason, result.place, result.state


def test_a_sound_file_gives_its_packages() -> None:
    packages = unpack(Imports(), package("GS1"))
    assert not isinstance(packages, Held)
    assert [entry.header.receipt_number for entry in packages] == ["GS1"]


def test_an_unreadable_file_is_held_with_the_readers_code_and_place() -> None:
    assert held(Imports(), package()[:100]) == ("zip_broken", "", QUARANTINED)
    assert held(Failing(Unreadable("csv_ragged", "3行目")), b"x") == ("csv_ragged", "3行目", QUARANTINED)


def test_an_error_of_the_reader_holds_the_file_as_a_bug() -> None:
    assert held(Failing(ZeroDivisionError("髙見本")), b"x") == ("bug", "", QUARANTINED)
