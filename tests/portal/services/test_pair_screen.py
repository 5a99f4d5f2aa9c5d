"""A code of a visitor's screen, on both databases: of two devices one gets it, and nothing that ended opens anything again."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.errors import Conflict
from portal.services.installation import Installation
from portal.services.move_visit import end_visit
from portal.services.pair_screen import code_of, offer_code, pair, screen_of
from portal.services.visits import Visit, begin_visit, open_visit
from portal.store import visitor_screens, visits
from tests.portal.world import DUTY, PLACE, add_member


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
        # Of two who saw the same and change it, the second is told.
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
    with installation.database.write() as unit:
        assert screen_of(installation, unit, tokens[1])
        end_visit(installation, unit, clerk, opened(), opened().words)
        assert screen_of(installation, unit, tokens[1]) is None
        assert pair(installation, unit, PLACE, code) == ""  # the visitor's link after the end
        unit.commit()
    with installation.database.write() as unit, pytest.raises(Conflict):
        offer_code(installation, unit, clerk, opened())
    with installation.database.write() as unit:
        visits.remove_done(unit, 10**17, 0)
        assert visitor_screens.of_visit(unit, visit_id) is None  # what was said on it goes with who came
        unit.commit()
