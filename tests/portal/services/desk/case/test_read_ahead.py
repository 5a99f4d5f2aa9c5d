"""A case's page makes few statements on each database. The number may only decrease, and grows with nothing."""

import pytest

from portal.services.desk.case.note_case import note_case
from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.desk.at_work import acting
from tests.portal.services.desk.case.test_asked_opinions import OTHER, ask
from tests.portal.services.desk.case.test_desk_statements import sent_by
from tests.portal.services.desk.case.test_enter_correction import enter, give_back
from tests.portal.world import DUTY, add_member, alice, file_application

CASE = 12


@pytest.mark.both_engines
def test_a_case_makes_few_statements_however_much_happened(installation: Installation) -> None:
    session, members = alice(installation), [add_member(installation, f"m{at}", ("reviewer", DUTY)) for at in range(4)]
    add_member(installation, "kyufu", ("reviewer", OTHER))
    number = file_application(installation, session)
    browser = at_desk(installation, members[0])
    assert sent_by(installation, browser.get, f"/desk/{number}") <= CASE
    for at, member in enumerate(members):
        with acting(installation, member, number) as (unit, case):
            note_case(installation, unit, member, case, "留守だった", f"{at}" * 20)
        ask(installation, member, number, f"2026-12-0{at + 1}")
        give_back(installation, member, number)
        assert enter(installation, member, number, {"reason": ["other"], "reason.tell": [f"{at}回目"]}, "reason")
        file_application(installation, session)
    assert sent_by(installation, browser.get, f"/desk/{number}") <= CASE
    assert browser.get(f"/desk/{number}").count("留守だった") == len(members)
