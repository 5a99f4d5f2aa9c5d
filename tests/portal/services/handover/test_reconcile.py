"""Every arrival is accounted for; manipulations are found."""

import pytest
from sqlalchemy import text

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.handover.reconcile import Balance, Reconciliation, reconcile
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


def reconciliation(installation: Installation) -> Reconciliation:
    with installation.database.read() as unit:
        return reconcile(unit)


def id_of(installation: Installation, number: str) -> int:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
    assert row
    return row.id


def behind(installation: Installation, *statements: str) -> None:
    """Without the database's triggers."""
    guarded = ("application_event", "application_answers", "audit_record")
    with installation.database.write() as unit:
        if unit.connection.dialect.name == "postgresql":
            guards = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded]
        else:
            named = unit.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            guards = [f"DROP TRIGGER {name}" for name in named.scalars()]
        for statement in (*guards, *statements):
            unit.connection.execute(text(statement))
        unit.commit()


def test_nothing_has_arrived_yet(installation: Installation) -> None:
    assert reconciliation(installation) == Reconciliation(())


@pytest.mark.both_engines
def test_what_arrived_stands_somewhere(installation: Installation, session: Session) -> None:
    numbers = [file_application(installation, session) for _ in range(5)]
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, numbers[0])
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    for number, state in zip(numbers[1:], ("returned", "approved", "withdrawn", "taken"), strict=True):
        behind(
            installation,
            f"UPDATE application SET state = '{state}' WHERE receipt_number = '{number}'",
            f"UPDATE application_event SET to_state = '{state}' WHERE application_id = "
            f"(SELECT id FROM application WHERE receipt_number = '{number}')",
        )
    (balance,) = reconciliation(installation).balances
    assert balance == Balance(DUTY, open=2, returned=1, decided=1, withdrawn=1)
    assert balance.arrived == 5
    assert reconciliation(installation).unexplained == ()


@pytest.mark.parametrize(
    ("why", "harm"),
    [
        (["state_as_told"], "UPDATE application SET state = 'approved' WHERE id = {id}"),
        (["state", "state_as_told"], "UPDATE application SET state = 'lost' WHERE id = {id}"),
        (["arrived_once"], "DELETE FROM application_event WHERE application_id = {id}"),
        (["history_whole"], "UPDATE application_event SET from_state = 'returned' WHERE application_id = {id}"),
        (["answers_kept"], "DELETE FROM application_answers WHERE application_id = {id}"),
        (
            ["arrived_once", "history_whole", "recorded"],
            "INSERT INTO application_event (application_id, at, actor, move, from_state, to_state) "
            "SELECT application_id, at, actor, move, from_state, to_state FROM application_event WHERE application_id = {id};"
            "INSERT INTO audit_record (at, actor, action, application_id, place, detail, mac) SELECT at, actor, action, "
            "application_id, place, detail, mac FROM audit_record WHERE application_id = {id} AND action = 'submit application'",
        ),
    ],
)
@pytest.mark.both_engines
def test_whatever_was_changed_behind_the_service_is_named(
    installation: Installation, session: Session, why: list[str], harm: str
) -> None:
    harmed, _whole = (file_application(installation, session) for _ in range(2))
    behind(installation, *harm.format(id=id_of(installation, harmed)).split(";"))
    reconciled = reconciliation(installation)
    assert sorted(item.why for item in reconciled.unexplained) == why
    assert {(item.receipt_number, item.duty) for item in reconciled.unexplained} == {(harmed, DUTY)}
    assert sum(balance.arrived for balance in reconciled.balances) == 2


@pytest.mark.both_engines
def test_an_application_that_is_gone_is_named_by_its_record(installation: Installation, session: Session) -> None:
    number = id_of(installation, file_application(installation, session))
    behind(
        installation,
        f"DELETE FROM application_event WHERE application_id = {number}",
        f"DELETE FROM application_answers WHERE application_id = {number}",
        f"DELETE FROM application WHERE id = {number}",
    )
    (item,) = reconciliation(installation).unexplained
    assert (item.why, item.application_id, item.receipt_number) == ("gone", number, "")
