"""Cases at the prefecture, and returned ones."""

from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import forwardings
from portal.store.desk.forwardings import ForwardingRow
from tests.portal.store.planting import plant


@pytest.fixture
def staff(unit: Unit) -> int:
    return int(plant(unit, Staff)["id"])


def application(unit: Unit, **given: Any) -> ApplicationRow:
    row = applications.by_id(unit, plant(unit, Application, **{"duty": "tax"} | given)["id"])
    assert row
    return row


def forward(
    unit: Unit, row: ApplicationRow, staff: int, number: str = "12", sent_on: str = "2026-11-20"
) -> ForwardingRow:
    assert forwardings.add(unit, row, number, number, sent_on, staff, 5, "2026-12-01")
    return forwardings.of(unit, row.id)[-1]


def test_a_form_forwards_once_and_the_case_returns_once(unit: Unit, staff: int) -> None:
    row = application(unit)
    elsewhere = forward(unit, application(unit), staff)
    assert [forwardings.add(unit, row, "1", "12", "2026-11-20", staff, now, "") for now in (5, 6)] == [True, False]
    (sent,) = forwardings.of(unit, row.id)
    assert sent == ForwardingRow(
        sent.id, row.id, "1", "12", "2026-11-20", staff, 5, "", "", None, None, None, ""
    )  # fmt: skip
    assert forwardings.by_form(unit, row.id, "1") == sent
    assert forwardings.by_form(unit, row.id, "2") is None
    assert forwardings.by_form(unit, application(unit).id, "1") is None
    returned = [
        forwardings.mark_returned(unit, sent.id, "2026-11-21", result, b"words", staff, 7) for result in ("yes", "no")
    ]
    assert returned == [True, False]
    assert forwardings.of(unit, row.id) == [
        replace(sent, returned_on="2026-11-21", result="yes", sealed_words=b"words", returned_by=staff, returned_at=7)
    ]
    assert forwardings.of(unit, elsewhere.application_id) == [elsewhere]


def test_what_is_away_comes_first_and_then_the_newest(unit: Unit, staff: int) -> None:
    cases = [application(unit) for _ in range(4)]
    back = forward(unit, cases[0], staff, "9", "2026-11-30")
    forwardings.mark_returned(unit, back.id, "2026-12-01", "yes", None, staff, 7)
    old = forward(unit, cases[1], staff, "1", "2026-11-19")
    second, first = forward(unit, cases[2], staff, "3"), forward(unit, cases[3], staff, "2")
    forward(unit, application(unit, duty="welfare"), staff)
    order = [first.id, second.id, old.id, back.id]
    assert [row.id for row in forwardings.of_duties(unit, ["tax"], 9)] == order
    assert [row.id for row in forwardings.of_duties(unit, ["tax"], 2)] == order[:2]
    assert forwardings.of_duties(unit, [], 9) == []


def test_cases_under_one_covering_document_are_read_in_order_of_arrival(unit: Unit, staff: int) -> None:
    second, first = (forward(unit, application(unit, arrived_at=at), staff) for at in (8, 7))
    forward(unit, application(unit), staff, number="13")
    forward(unit, application(unit), staff, sent_on="2026-11-21")
    forward(unit, application(unit, duty="welfare"), staff)
    assert forwardings.under(unit, ["tax"], "12", "2026-11-20") == [first, second]
    assert forwardings.under(unit, [], "12", "2026-11-20") == []
