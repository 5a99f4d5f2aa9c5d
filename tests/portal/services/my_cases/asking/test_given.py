"""A given file is asked for until it was fetched."""

from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.asking.given import asked
from portal.services.my_cases.give_file import last_day
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.later import later
from tests.portal.services.my_cases.test_give_file import fetch, give, listed, own
from tests.portal.world import DUTY, add_member, alice, file_application


def items(installation: Installation, session: Session, *numbers: str) -> list[Asked]:
    with installation.database.read() as unit:
        cases = [case_of_resident(installation, unit, session, number) for number in numbers]
        return list(asked(installation, unit, Whose(session.person_id or "", cases, all=False)))


def test_a_file_waits_until_it_is_fetched_or_over(installation: Installation) -> None:
    session, member = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    first, second = (file_application(installation, session) for _ in range(2))
    give(installation, member, first)
    (item,) = items(installation, session, first, second)
    assert (item.href, item.until) == (f"/applications/{first}#given", last_day(installation).isoformat())
    assert item.arguments == {"name": "許可証.pdf"}
    assert items(later(installation, days=31), session, first, second) == []
    case = own(installation, session, first)
    fetch(installation, session, case, listed(installation, case)[0].id)
    assert items(installation, session, first, second) == []
