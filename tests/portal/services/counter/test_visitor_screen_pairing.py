"""A pairing code serves one device."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.errors import Conflict
from portal.services.counter.move_visit import end_visit
from portal.services.counter.visitor_screen_pairing import code_of, offer_code, pair, screen_of
from portal.services.counter.visits import Visit, begin_visit, open_visit
from portal.services.shared.installation import Installation
from portal.store.counter import visitor_screens, visits
from portal.store.shared import audit_records
from tests.portal.world import DUTY, PLACE, add_member

pytestmark = pytest.mark.both_engines


def test_of_two_devices_with_one_code_one_gets_the_visit_and_loses_it_with_its_end(installation: Installation) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))

    def opened() -> Visit:
        with installation.database.read() as unit:
            row = visits.by_id(unit, visit_id)
            assert row
            return open_visit(installation, row, ())

    with installation.database.write() as unit:
        visit_id = begin_visit(installation, unit, clerk, "x" * 20)
        unit.commit()
    with installation.database.write() as unit:
        offer_code(installation, unit, clerk, opened())
        unit.commit()
    with installation.database.write() as unit:
        row = visitor_screens.of_visit(unit, visit_id)
        assert row
        code = code_of(installation, row)
        # Of two concurrent changes, the second is refused.
        assert [visitor_screens.save(unit, row) for _ in range(2)] == [True, False]
        unit.commit()

    def come(_device: int) -> str:
        with installation.database.write() as unit:
            token = pair(installation, unit, PLACE, code)
            unit.commit()
            return token

    with ThreadPoolExecutor(2) as devices:
        tokens = sorted(devices.map(come, range(2)))
    assert (tokens[0], bool(tokens[1])) == ("", True)
    with installation.database.read() as unit:
        refused = [record for record in audit_records.after(unit, 0) if record.action == "fail to pair screen"]
    assert [(record.actor, record.detail, record.place) for record in refused] == [
        ("visitor:unknown", "WRONG_CODE", PLACE)
    ]
    with installation.database.write() as unit:
        assert screen_of(unit, tokens[1])
        end_visit(installation, unit, clerk, opened(), opened().words)
        assert screen_of(unit, tokens[1]) is None
        assert pair(installation, unit, PLACE, code) == ""  # the visitor's link after the end
        unit.commit()
    with installation.database.write() as unit, pytest.raises(Conflict):
        offer_code(installation, unit, clerk, opened())
    with installation.database.write() as unit:
        visits.remove_done(unit, 10**17, 0)
        assert visitor_screens.of_visit(unit, visit_id) is None  # deleted with the visit's person
        unit.commit()
