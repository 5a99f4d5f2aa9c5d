"""Disposals are reported outside without personal data."""

import json

from portal.services.courier.note_disposed import is_disposed, note_disposed
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.courier import courier_items
from portal.store.disposal.disposals import DisposalRow
from tests.portal.services.courier.carrying import case_at
from tests.portal.two_zones import Zones
from tests.portal.world import DUTY, alice, file_application

LIST = DisposalRow(1, DUTY, "2032-03-31", "approved", b"\x01\x02", "staff:a", 1, "staff:b", 2, "2032-04-08", "", None)


def noted(installation: Installation, number: str) -> str | None:
    """Empty without a report."""
    row = case_at(installation, number).row
    with installation.database.write() as unit:
        note_disposed(installation.settings, unit, row, LIST, 7)
        item = courier_items.of(unit, f"gone/{row.uid}")
        assert is_disposed(unit, row.uid) is (item is not None)
    return item.content if item is not None else None


def test_a_case_of_outside_is_noted_with_its_list_and_nobody_who_approved_it(zones: Zones, session: Session) -> None:
    number = file_application(zones.outer, session)
    zones.carry("outer")
    note = noted(zones.inner, number)
    assert note is not None
    assert json.loads(note) == {"list": "0102", "day": "2032-04-08", "free_by": "2032-03-31", "at": 7}


def test_a_case_of_inside_and_a_case_in_the_outer_zone_are_not_noted(zones: Zones, session: Session) -> None:
    """The outer zone never had the first, and decides no disposals."""
    outside = file_application(zones.outer, session)
    zones.carry("outer")
    inside = file_application(zones.inner, alice(zones.inner))
    assert (noted(zones.inner, inside), noted(zones.outer, outside)) == (None, None)
