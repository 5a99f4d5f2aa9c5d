"""The chain is verified in pieces, again each day."""

import pytest
from structlog.testing import capture_logs

from portal.services.audit.note_faults import found_faults
from portal.services.audit.watch_chain import Place, watch_chain
from portal.services.shared.installation import Installation
from tests.portal.audit_chain import attack, record_numbers, seal_all, write_records
from tests.portal.later import later
from tests.portal.world import alice, file_application

pytestmark = pytest.mark.both_engines


def links(installation: Installation, count: int) -> None:
    for _ in range(count):
        write_records(installation, 2)
        seal_all(installation)


def test_each_piece_goes_on_where_the_last_one_ended(installation: Installation) -> None:
    links(installation, 3)
    place = Place()
    ends = []
    for _ in range(4):
        assert watch_chain(installation, place, -1) == 0  # no time: one link
        assert place.last
        ends.append(place.last.last)
    assert ends == [*record_numbers(installation)[1::2], record_numbers(installation)[-1]]


def test_a_break_is_recorded_and_logged_once(installation: Installation) -> None:
    links(installation, 2)
    attack(installation, f"UPDATE audit_record SET detail = 'x' WHERE id = {record_numbers(installation)[0]}")
    with capture_logs() as lines:
        assert watch_chain(installation, Place(), 10) == 2  # the record and its link
        assert watch_chain(installation, Place(), 10) == 0
    with installation.database.read() as unit:
        marks = [fault.mark for fault in found_faults(installation, unit)]
    assert [(line["event"], line["reference"]) for line in lines] == [("audit fault", mark) for mark in marks]


def test_what_was_read_is_read_again_the_next_day(installation: Installation) -> None:
    links(installation, 2)
    place = Place()
    assert watch_chain(installation, place, 10) == 0
    attack(installation, f"UPDATE audit_record SET detail = 'x' WHERE id = {record_numbers(installation)[0]}")
    assert watch_chain(later(installation, hours=23), place, 10) == 0
    assert watch_chain(later(installation, hours=25), place, 10) == 2


def test_a_chain_that_was_emptied_is_found_by_its_applications(installation: Installation) -> None:
    file_application(installation, alice(installation))
    seal_all(installation)
    assert watch_chain(installation, Place(), 10) == 0
    attack(installation, "DELETE FROM audit_batch", "DELETE FROM audit_record")
    assert watch_chain(installation, Place(), 10) == 2
