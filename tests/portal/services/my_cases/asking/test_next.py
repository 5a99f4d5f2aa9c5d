"""A decision asks for the next procedure, on time and late."""

from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.asking.next import asked
from portal.services.my_cases.request_item import Whose
from portal.services.shared.installation import Installation
from tests.definitions.chains import SECOND, granted
from tests.portal.later import later
from tests.portal.world import alice


def test_it_is_asked_for_with_its_day_and_after_it_with_the_word_that_it_is_late(installation: Installation) -> None:
    session = alice(installation)
    number = granted(installation, session)
    for days, reason in ((0, "next"), (60, "next_late")):
        then = later(installation, days=days)
        with then.database.read() as unit:
            case = case_of_resident(then, unit, session, number)
            (item,) = asked(then, unit, Whose(session.person_id or "", [case], all=True))
        assert item.procedure is not None
        assert (item.procedure.id, item.reason, item.href) == (SECOND, reason, f"/applications/{number}#next")
        assert item.until > "2026"
