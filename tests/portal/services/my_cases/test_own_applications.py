"""Own applications: those one sent, and no stranger's."""

from portal.services.my_cases.own_applications import own_applications
from portal.services.shared.installation import Installation
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import alice, file_application


def test_a_resident_has_what_they_sent_and_a_guest_nothing_of_it(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    stranger = guest(installation)
    with installation.database.read() as unit:
        own = [row.receipt_number for row in own_applications(installation.clock, unit, session)]
        strange = own_applications(installation.clock, unit, stranger)
    assert (own, strange) == ([number], [])
