"""廃棄記録: no personal data, checked against the rows."""

import csv
import io

import pytest
from sqlalchemy import text

from portal.services.disposal.disposal_record import (
    BY_COMMAND,
    COLUMNS,
    HEAD,
    by_procedure,
    record_csv,
    record_head,
    record_lines,
    verify_disposals,
)
from portal.services.disposal.propose_disposal import propose_as
from portal.services.handover.reconcile import reconcile
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.disposal import disposals
from portal.store.disposal.disposals import DisposalRow
from tests.portal.services.disposal.disposing import approved, disposed, due, lines, proposed
from tests.portal.world import DUTY, PROCEDURE


@pytest.mark.both_engines
def test_an_old_copy_that_was_played_back_is_named(installation: Installation) -> None:
    on_the_day, _ = disposed(installation)
    with installation.database.write() as unit:
        (kept,) = unit.connection.execute(text("SELECT id FROM application")).scalars()
        unit.connection.execute(
            text(
                "INSERT INTO disposal_line (disposal_id, application_id, receipt_number, procedure, version, meaning, duty, "
                "door, arrival_place, arrival_basis, arrived_at, ended_at, outcome, free_on, documents, state, why, by, at, "
                "counts) SELECT disposal_id, :kept, receipt_number, procedure, version, meaning, duty, door, arrival_place, "
                "arrival_basis, arrived_at, ended_at, outcome, free_on, documents, state, why, by, at, counts "
                "FROM disposal_line WHERE application_id = (SELECT MIN(application_id) FROM disposal_line)"
            ),
            {"kept": kept},
        )
        unit.commit()
    with on_the_day.database.read() as unit:
        assert [(case.why, case.application_id) for case in reconcile(unit).unexplained] == [("back", kept)]
        (left, _) = verify_disposals(unit)
    assert "disposed of by list 1, but rows remain in look_up, application_event" in left


def row_of(installation: Installation, number: int) -> DisposalRow:
    with installation.database.read() as unit:
        row = disposals.by_id(unit, number)
    assert row is not None
    return row


def test_the_file_names_each_application_by_number_and_nobody(installation: Installation) -> None:
    on_the_day, numbers = disposed(installation)
    with on_the_day.database.read() as unit:
        content = b"".join(record_csv(on_the_day, unit, row_of(on_the_day, 1), lines(on_the_day, 1)))
    head, values, columns, *records = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert (tuple(head), tuple(columns)) == (HEAD, COLUMNS)
    assert dict(zip(head, values, strict=True)) | {"終わった日時": ""} == {
        "一覧の番号": "1", "担当課": on_the_day.city.office(DUTY, on_the_day.clock.today()).office, "作った人": "reviewer",
        "作った日時": "2032-04-01 10:00:00", "決裁した人": "approver", "決裁した日時": "2032-04-01 10:00:00",
        "廃棄の日": "2032-04-08", "終わった日時": "", "一覧の指紋（SHA-256）": row_of(on_the_day, 1).digest.hex(),
    }  # fmt: skip
    assert [record[0] for record in records] == numbers
    assert {record[columns.index("様子")] for record in records} == {"廃棄した"}
    assert all(int(record[columns.index("消した行の数")]) > 0 for record in records)
    assert "髙見本" not in content.decode("utf-8-sig")


def test_before_the_disposal_no_row_is_counted_and_no_day_is_invented(installation: Installation) -> None:
    when, _ = due(installation, 1)
    number = proposed(when)
    with when.database.read() as unit:
        (record,) = record_lines(when.catalogue, unit, lines(when, number))
    assert (record.state, record.at, record.rows, record.arrived, record.free_on) == (
        "廃棄する", "", "", "2026-11-20", "2032-04-01",
    )  # fmt: skip
    head = dict(zip(HEAD, record_head(when.city, row_of(when, number)), strict=True))
    assert [head[name] for name in ("決裁した人", "決裁した日時", "廃棄の日", "終わった日時")] == [""] * 4


def test_a_list_made_on_the_command_line_names_no_login(installation: Installation) -> None:
    when, _ = due(installation, 1)
    with when.database.write() as unit:
        number = propose_as(when, unit, Actor("system", "command line root"), DUTY)
        unit.commit()
    assert number is not None
    assert record_head(when.city, row_of(when, number))[2] == BY_COMMAND


def test_lines_are_counted_by_procedure_and_state(installation: Installation) -> None:
    on_the_day, _ = disposed(installation)
    with on_the_day.database.read() as unit:
        counts = by_procedure(on_the_day.catalogue, unit, lines(on_the_day, 1))
    assert counts == [(on_the_day.catalogue.current(PROCEDURE).title, "廃棄した", 2)]


def test_a_line_that_changed_after_the_approval_is_named(installation: Installation) -> None:
    when, _ = due(installation, 1)
    number = proposed(when)
    approved(when, number)
    with when.database.read() as unit:
        assert verify_disposals(unit) == []
    with when.database.write() as unit:
        unit.connection.execute(text("UPDATE disposal SET digest = :digest"), {"digest": b"another"})
        (fault,) = verify_disposals(unit)
    assert fault == f"List {number}: its lines differ from those that approver approved."
