"""Imported files: sealed, unmodified, once."""

import json

import pytest

from portal.services.imports.draft_mapping import ARRIVED, NUMBER, write_mapping
from portal.services.imports.keep_package import file_sealer, keep_package, keep_packages
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.store.imports import import_files, import_mappings
from portal.store.imports.import_mappings import APPROVED, MappingRow
from portal.store.shared import audit_records
from tests.journeys.packages import UNKNOWN
from tests.portal.importing import CLERK, bring, package, rows
from tests.portal.world import DUTY, PROCEDURE

HEADS = "受付番号,様式ID,様式版,到達日時,理由\n".encode()
LINE = b"GS9,KKN-KAIGO-SAIKOFU,1,2026-11-17T10:00:00,x\n"


def test_the_content_is_stored_as_it_came_and_sealed(installation: Installation) -> None:
    content = package()
    kept = keep_package(installation, content, "a.zip", CLERK)
    with installation.database.read() as unit:
        file = import_files.by_id(unit, kept.file_id)
        sealed = import_files.content(unit, kept.file_id)
    assert file
    box = file_sealer(installation.keys, file)
    assert (box.open_bytes("content", sealed), box.open("name", file.sealed_name)) == (content, "a.zip")
    assert (file.came_by, file.size, b"package.xml" in sealed) == ("upload", len(content), False)


def test_a_known_file_is_not_stored_again_and_not_audited_again(installation: Installation) -> None:
    first = keep_package(installation, package(), "a.zip", CLERK)
    again = keep_package(installation, package(), "b.zip", CLERK)
    assert ([first.new, again.new], again.file_id) == ([True, False], first.file_id)
    with installation.database.read() as unit:
        kept = [record.detail for record in audit_records.after(unit, 0) if record.action == "keep package"]
    assert kept == [f"{first.file_id} 1"]


def test_an_unreadable_file_is_stored_with_one_row_without_a_number(installation: Installation) -> None:
    kept = keep_package(installation, package()[:100], "a.zip", CLERK)
    (row,) = rows(installation, kept.file_id)
    assert (row.state, row.their_number, row.claim, row.content_hash) == ("waiting", "", None, "")


def test_a_line_that_comes_again_in_another_file_is_repeated(installation: Installation) -> None:
    (first,) = bring(installation, HEADS + LINE)
    other, again = bring(installation, HEADS + LINE.replace(b"GS9", b"GS8") + LINE)
    assert [first.state, other.state, again.state] == ["taken", "taken", "repeated"]


def test_of_two_that_differ_only_the_first_claims_their_number(installation: Installation) -> None:
    changed = LINE.replace(b",x", b",y")
    kept = keep_packages(installation, [(HEADS + LINE, "a.csv"), (HEADS + changed, "b.csv")], "upload", CLERK)
    states = [rows(installation, file.file_id)[0] for file in kept]
    assert sorted((row.state, row.reason, row.claim or "") for row in states) == [
        ("quarantined", "differs", ""), ("waiting", "", "GS9"),
    ]  # fmt: skip
    assert sorted(list(file.beside.items()) for file in kept) == [[], [("quarantined", 1)]]


def test_the_number_is_read_by_the_approved_mapping_where_the_form_has_no_header(installation: Installation) -> None:
    procedure = installation.catalogue.current(PROCEDURE)
    held = bring(installation, UNKNOWN, "u.csv")
    assert {row.their_number for row in held} == {""}
    chosen = {"番号": NUMBER, "受けた時刻": ARRIVED, "氏名": "name"}
    document = write_mapping(held[0].form, procedure, chosen, (), speech_of(procedure, "ja"))
    mapping = MappingRow(0, held[0].form, PROCEDURE, DUTY, json.dumps(document), "{}", APPROVED, "tanto", 1, None, None)
    with installation.database.write() as unit:
        import_mappings.add(unit, mapping)
        unit.commit()
    unreadable_arrival = b"U3,x,x,x,x,x\n"
    kept = keep_package(installation, UNKNOWN + unreadable_arrival, "v.csv", CLERK)
    assert [row.claim for row in rows(installation, kept.file_id)] == ["U1", "U2", None]


def test_a_file_may_hold_more_packages_than_one_statement_takes(installation: Installation) -> None:
    lines = "".join(f"N{number},x\r\n" for number in range(4_000))
    kept = keep_package(installation, f"受付番号,氏名\r\n{lines}".encode(), "a.csv", CLERK)
    assert len(rows(installation, kept.file_id)) == 4_000


@pytest.mark.both_engines
def test_nothing_of_a_person_is_stored_in_the_clear(installation: Installation) -> None:
    bring(installation, package(), "髙見本太郎.zip")
    with installation.database.read() as unit:
        for table in ("import_file", "import_package"):
            for row in unit.connection.exec_driver_sql(f"SELECT * FROM {table}"):
                cells = b" ".join(
                    bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in row
                )
                assert "髙見本".encode() not in cells
                assert "太郎".encode() not in cells
