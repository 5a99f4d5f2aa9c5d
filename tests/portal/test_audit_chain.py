"""Database rules refuse every change of audit records and application history."""

import pytest
from sqlalchemy.exc import DBAPIError

from portal.services.shared.installation import Installation
from tests.portal.audit_chain import AUDIT, run_statements, seal_all
from tests.portal.world import alice, file_application

pytestmark = pytest.mark.both_engines

APPEND_ONLY = (*AUDIT, "application_answers", "application_event")


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_what_happened_can_be_added_to_and_never_changed(
    installation: Installation, table: str, statement: str
) -> None:
    file_application(installation, alice(installation))
    seal_all(installation)
    column = {"audit_record": "at", "audit_batch": "last", "application_event": "at"}.get(table, "stored_at")
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        run_statements(installation, statement.format(table=table, column=column))


def test_postgresql_refuses_to_empty_the_audit(postgresql_installation: Installation) -> None:
    with pytest.raises(DBAPIError, match="audit_record is append-only"):
        run_statements(postgresql_installation, "TRUNCATE audit_record")
