"""The statement counter sees every statement and none of the transaction control."""

from sqlalchemy import text

from portal.services.shared.installation import Installation
from portal.store.statements import every, run, sql
from tests.statements import statements_of

_ONE = sql("SELECT 1 AS number")


def test_a_fixed_statement_a_composed_one_and_one_that_is_repeated_are_counted(installation: Installation) -> None:
    with installation.database.write() as unit, statements_of(unit) as counted:
        for _ in range(8):  # drivers prepare repeated statements: they send less and execute as often
            every(unit, _ONE)
        unit.connection.execute(text("SELECT 2"))
        with unit.part():
            run(unit, sql("UPDATE application SET due = due WHERE id = :id"), {"id": 0})
        unit.commit()
    assert counted.count == 10


def test_what_is_sent_outside_of_the_block_is_not_counted(installation: Installation) -> None:
    with installation.database.read() as unit:
        every(unit, _ONE)
        with statements_of(unit) as counted:
            pass
        every(unit, _ONE)
    assert counted.count == 0
