"""Exactly the contradictory applications are found."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_answers import ApplicationAnswers
from portal.models.cases.application_event import ApplicationEvent
from portal.models.disposal.disposal_line import DisposalLine
from portal.models.imports.import_package import ImportPackage
from portal.models.shared.audit_record import AuditRecord
from portal.store.handover import contradictions
from portal.store.handover.contradictions import Contradiction, Counted
from tests.portal.store.planting import plant

APPLICATION, PACKAGE = Application.table, ImportPackage.table
Row = dict[str, Any]


@pytest.fixture
def application(unit: Unit) -> Row:
    row = plant(unit, Application, state="examining", duty="tax", door="mynaportal")
    number = row["id"]
    for move, before, after in (("receive", "draft", "received"), ("examine", "received", "examining")):
        plant(unit, ApplicationEvent, application_id=number, move=move, from_state=before, to_state=after)
    plant(unit, AuditRecord, application_id=number, action="submit application")
    plant(unit, AuditRecord, application_id=number, action="other")
    plant(unit, ApplicationAnswers, application_id=number, revision=row["answers_revision"])
    plant(unit, ImportPackage, application_id=number, state="taken")
    plant(unit, ImportPackage, application_id=number, state="repeated")
    plant(unit, DisposalLine, application_id=number, state="kept")
    return row


def _change(unit: Unit, row: Row, **values: Any) -> None:
    unit.connection.execute(update(APPLICATION).where(APPLICATION.c.id == row["id"]).values(values))


def _event(unit: Unit, row: Row, **values: Any) -> None:
    event = {"application_id": row["id"], "move": "m", "from_state": "examining", "to_state": "examining"} | values
    plant(unit, ApplicationEvent, **event)


def _skip_twice(unit: Unit, row: Row) -> None:
    for _ in range(2):
        _event(unit, row, from_state="received")


def _lose_package(unit: Unit, row: Row) -> None:
    unit.connection.execute(delete(PACKAGE).where(PACKAGE.c.application_id == row["id"]))


def test_tables_that_agree_give_none(unit: Unit, application: Row) -> None:
    plant(unit, DisposalLine, state="gone", application_id=application["id"] + 1000)
    plant(unit, AuditRecord, action="submit application", application_id=application["id"] + 1000)
    plant(unit, AuditRecord, action="other", application_id=application["id"] + 2000)
    assert list(contradictions.contradictions(unit)) == []


@pytest.mark.parametrize(
    ("why", "do"),
    [
        (["arrived_once"], lambda unit, row: _event(unit, row, move="receive")),
        (["history_whole"], _skip_twice),
        (["state_as_told"], lambda unit, row: _change(unit, row, state="returned")),
        (["recorded"], lambda unit, row: plant(unit, AuditRecord, application_id=row["id"], action="submit application")),
        (["answers_kept"], lambda unit, row: _change(unit, row, answers_revision=row["answers_revision"] + 1)),
        (["state_as_told", "state"], lambda unit, row: _change(unit, row, state="unknown")),
        (["package_kept"], lambda unit, row: plant(unit, ImportPackage, application_id=row["id"], state="taken")),
        (["package_kept"], _lose_package),
        (["back"], lambda unit, row: plant(unit, DisposalLine, application_id=row["id"], state="gone")),
    ],
)  # fmt: skip
def test_tables_that_disagree_are_found(
    unit: Unit, application: Row, why: list[str], do: Callable[[Unit, Row], object]
) -> None:
    do(unit, application)
    which = application["id"], application["receipt_number"], "tax"
    assert list(contradictions.contradictions(unit)) == [Contradiction(kind, *which) for kind in why]


def test_an_application_of_which_nothing_is_reported_is_found(unit: Unit) -> None:
    plant(unit, Application, state="received")
    whys = [contradiction.why for contradiction in contradictions.contradictions(unit)]
    assert whys == ["arrived_once", "recorded", "answers_kept"]


def test_a_record_without_an_application_is_found(unit: Unit, application: Row) -> None:
    lost = application["id"] + 1000
    plant(unit, AuditRecord, action="submit application", application_id=lost)
    plant(unit, DisposalLine, state="kept", application_id=lost)
    assert list(contradictions.contradictions(unit)) == [Contradiction("gone", lost, "", "")]


def test_an_application_of_another_door_needs_no_package(unit: Unit, application: Row) -> None:
    _lose_package(unit, application)
    _change(unit, application, door="online")
    assert list(contradictions.contradictions(unit)) == []


def test_applications_are_counted_by_duty_and_state(unit: Unit) -> None:
    for duty, state in (("tax", "received"), ("tax", "examining"), ("care", "received"), ("tax", "received")):
        plant(unit, Application, duty=duty, state=state)
    assert contradictions.counts(unit) == [
        Counted("care", "received", 1),
        Counted("tax", "examining", 1),
        Counted("tax", "received", 2),
    ]
