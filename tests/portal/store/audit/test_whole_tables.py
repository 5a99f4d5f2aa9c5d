"""Whole tables in pages, with the data keys of their owners."""

import pytest

from portal.models import metadata
from portal.services.audit.exit_columns import ONLY_SENT, SEALED, handed_back, is_sealed, owner_of, shown_columns
from portal.services.shared.installation import Installation
from portal.store.audit.whole_tables import WholeTable
from tests.portal.world import alice, file_application

pytestmark = pytest.mark.both_engines


def test_every_row_comes_once_in_the_order_of_its_key_with_the_key_of_its_application(
    installation: Installation,
) -> None:
    for _ in range(3):
        file_application(installation, alice(installation))
    answers = metadata.tables["application_answers"]
    whole = WholeTable(answers, ("application",), at_once=2)
    with installation.database.read() as unit:
        rows = list(whole.rows(unit))
        assert whole.count(unit) == len(rows) == 3
        uids: dict[int, str] = dict(unit.connection.exec_driver_sql("SELECT id, uid FROM application").all())
    assert [row.values["application_id"] for row in rows] == sorted(uids)
    assert [row.keys["application"].bound_to for row in rows] == [
        f"application:{uids[number]}" for number in sorted(uids)
    ]
    assert {row.keys["application"].ring for row in rows} == {"answers"}


def test_every_table_can_be_read_whole(installation: Installation) -> None:
    with installation.database.read() as unit:
        for table in handed_back():
            sealed = [SEALED[table.name, column.name] for column in shown_columns(table) if is_sealed(column)]
            whole = WholeTable(table, tuple({owner_of(table, each) for each in sealed}), table.name in ONLY_SENT)
            assert len(list(whole.rows(unit))) == whole.count(unit), table.name
