"""Imported files."""

from dataclasses import replace

from portal.db import Unit
from portal.models.imports.import_package import ImportPackage
from portal.store.imports import import_files
from portal.store.imports.import_files import FileRow
from portal.store.imports.import_packages import DISCARDED, QUARANTINED
from tests.portal.store.planting import plant

ROW = FileRow(0, "uid", "hash", "upload", 3, "k", b"w", b"name", 5)


def test_a_file_is_imported_once(unit: Unit) -> None:
    other = replace(ROW, uid="uid 2", file_hash="hash 2")
    added = import_files.add(unit, [(ROW, b"content"), (other, b"other")])
    assert set(added) == {"hash", "hash 2"}
    assert import_files.add(unit, [(replace(ROW, uid="uid 3"), b"again")]) == {} == import_files.add(unit, [])
    assert import_files.known(unit, ["hash", "none"]) == {"hash": added["hash"]}
    assert import_files.known(unit, []) == {}
    stored = replace(ROW, id=added["hash"])
    assert import_files.by_id(unit, stored.id) == stored
    assert import_files.by_id(unit, 0) is None
    assert import_files.by_ids(unit, [stored.id, 0]) == {stored.id: stored}
    assert import_files.by_ids(unit, []) == {}
    assert [import_files.content(unit, number) for number in (stored.id, 0)] == [b"content", b""]


def test_a_file_is_emptied_when_no_package_needs_it(unit: Unit) -> None:
    rows = [replace(ROW, uid=name, file_hash=name) for name in ("needed", "discarded", "without")]
    ids = import_files.add(unit, [(row, b"content") for row in rows])
    for name, state in (("needed", DISCARDED), ("needed", QUARANTINED), ("discarded", DISCARDED)):
        plant(unit, ImportPackage, file_id=ids[name], state=state)
    assert [import_files.empty_unneeded(unit) for _ in range(2)] == [2, 0]
    assert {name: import_files.content(unit, number) for name, number in ids.items()} == {
        "needed": b"content", "discarded": b"", "without": b"",
    }  # fmt: skip
    emptied = import_files.by_ids(unit, list(ids.values()))
    assert {row.uid: row.sealed_name for row in emptied.values()} == {
        "needed": b"name", "discarded": b"", "without": b"",
    }  # fmt: skip
