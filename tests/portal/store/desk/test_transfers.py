"""Cases that one section offers to another."""

from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import transfers
from portal.store.desk.transfers import ACCEPTED, OFFERED, TAKEN_BACK, TransferRow
from tests.portal.store.planting import plant


@pytest.fixture
def staff(unit: Unit) -> int:
    return int(plant(unit, Staff)["id"])


def application(unit: Unit, **given: Any) -> ApplicationRow:
    row = applications.by_id(unit, plant(unit, Application, **{"duty": "tax"} | given)["id"])
    assert row
    return row


def test_a_form_offers_once_and_an_offer_ends_once(unit: Unit, staff: int) -> None:
    row = application(unit)
    assert [transfers.add(unit, row, "1", "welfare", staff, b"why", now) for now in (5, 6)] == [True, False]
    (offer,) = transfers.of(unit, row.id)
    assert offer == TransferRow(
        offer.id, row.id, "1", "tax", "welfare", OFFERED, staff, 5, b"why", None, None, None
    )  # fmt: skip
    assert transfers.by_id(unit, offer.id) == transfers.by_form(unit, row.id, "1") == offer
    assert transfers.by_id(unit, 0) is None
    assert transfers.by_form(unit, row.id, "2") is None
    assert transfers.by_form(unit, application(unit).id, "1") is None
    assert [transfers.end(unit, offer.id, ACCEPTED, staff, b"yes", now) for now in (7, 8)] == [True, False]
    assert transfers.of(unit, row.id) == [
        replace(offer, state=ACCEPTED, ended_by=staff, ended_at=7, sealed_answer=b"yes")
    ]


def test_an_open_case_moves_without_its_assignee(unit: Unit, staff: int) -> None:
    row = application(unit, assignee_id=staff)
    other = application(unit, revision=row.revision)
    assert [transfers.move(unit, row, "welfare", now) for now in (7, 8)] == [True, False]
    moved = row._replace(duty="welfare", assignee_id=None, changed_at=7, revision=row.revision + 1)
    assert applications.by_id(unit, row.id) == moved
    assert applications.by_id(unit, other.id) == other
    assert not transfers.move(unit, application(unit, decided_at=5), "welfare", 7)


def test_a_section_sees_the_open_offers_to_it(unit: Unit, staff: int) -> None:
    offered = []
    for once, to_duty, given in (
        ("1", "welfare", {}), ("2", "welfare", {}), ("3", "water", {}), ("4", "welfare", {"decided_at": 5}),
        ("5", "welfare", {}),
    ):  # fmt: skip
        row = application(unit, **given)
        transfers.add(unit, row, once, to_duty, staff, b"why", 5)
        offered += transfers.of(unit, row.id)
    transfers.end(unit, offered[4].id, TAKEN_BACK, staff, None, 6)
    assert transfers.offered_to(unit, ["welfare"], 9) == offered[:2]
    assert transfers.offered_to(unit, ["welfare"], 1) == offered[:1]
    assert transfers.offered_to(unit, [], 9) == []
