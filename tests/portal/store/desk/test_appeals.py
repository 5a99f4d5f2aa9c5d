"""Appeals: each form once, settled once."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.desk import appeals
from portal.store.desk.appeals import AppealRow
from tests.portal.store.planting import plant


@pytest.fixture
def filed(unit: Unit) -> AppealRow:
    """Not stored yet: without a number."""
    application, staff = plant(unit, Application), plant(unit, Staff)
    return AppealRow(0, application["id"], "form 1", "review", "2026-11-20", b"sealed", staff["id"], 7)


def test_an_appeal_is_read_as_it_was_added_under_a_number_of_its_own(unit: Unit, filed: AppealRow) -> None:
    assert appeals.add(unit, filed)
    (stored,) = appeals.of(unit, filed.application_id)
    assert stored.id > 0
    assert stored == replace(filed, id=stored.id)
    assert appeals.one_of(unit, filed.application_id, stored.id) == stored
    assert appeals.one_of(unit, filed.application_id, stored.id + 1) is None


def test_a_form_that_is_sent_twice_is_one_appeal(unit: Unit, filed: AppealRow) -> None:
    assert [appeals.add(unit, filed), appeals.add(unit, filed)] == [True, False]
    assert len(appeals.of(unit, filed.application_id)) == 1


def test_an_appeal_is_settled_once(unit: Unit, filed: AppealRow) -> None:
    appeals.add(unit, filed)
    (stored,) = appeals.of(unit, filed.application_id)
    assert appeals.settle(unit, stored.id, "2026-11-21", "dismissed", filed.noted_by, 8)
    assert not appeals.settle(unit, stored.id, "2026-11-22", "upheld", filed.noted_by, 9)
    (settled,) = appeals.of(unit, filed.application_id)
    assert settled == replace(
        stored, settled_on="2026-11-21", result="dismissed", settled_by=filed.noted_by, settled_at=8
    )


def test_of_many_applications_those_with_a_settled_objection_are_found(unit: Unit, filed: AppealRow) -> None:
    suit = replace(
        filed, once="form 2", kind="suit", application_id=plant(unit, Application)["id"], settled_on="2026-11-21"
    )
    old = replace(filed, once="form 3", application_id=plant(unit, Application)["id"], settled_on="2026-11-20")
    for row in (replace(filed, settled_on="2026-11-21"), suit, old):
        appeals.add(unit, row)
    everybody = [filed.application_id, suit.application_id, old.application_id]
    assert appeals.objected(unit, everybody, "2026-11-21") == [filed.application_id]
    assert appeals.objected(unit, [], "2026-11-21") == []
