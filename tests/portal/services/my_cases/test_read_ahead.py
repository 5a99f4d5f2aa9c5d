"""A resident's pages make few statements on each database. The numbers may only decrease, and grow with nothing."""

import pytest
from starlette.testclient import TestClient

from portal.services.filing.drafts import start_draft
from portal.services.my_cases.send_message import answer_applicant
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session, open_session
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.at_work import acting
from tests.portal.services.desk.case.test_desk_statements import sent_by
from tests.portal.services.desk.case.test_enter_correction import enter, give_back
from tests.portal.world import DUTY, add_member, alice, file_application

MY_PAGE, RECEIPT = 5, 6

pytestmark = pytest.mark.both_engines


def at_home(installation: Installation, session: Session) -> StaffBrowser:
    with installation.database.write() as unit:
        token = open_session(installation, unit, "resident", person_id=session.person_id)
        unit.commit()
    client: TestClient = at_desk(installation, add_member(installation, "nobody")).client
    client.cookies.clear()
    client.cookies.set("kakanai_resident", token)
    client.cookies.set("kakanai_browser", "a phone")
    return StaffBrowser(client)


def test_my_page_and_a_receipt_make_few_statements_however_much_was_sent(installation: Installation) -> None:
    session, member = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    browser, first = at_home(installation, session), file_application(installation, session)
    assert sent_by(installation, browser.get, "/applications") <= MY_PAGE
    assert sent_by(installation, browser.get, f"/applications/{first}") <= RECEIPT
    for at in range(3):
        number = file_application(installation, session)
        give_back(installation, member, number)
        give_back(installation, member, first)
        assert enter(installation, member, first, {"reason": ["other"], "reason.tell": [f"{at}回目"]}, "reason")
        with acting(installation, member, first) as (unit, case):
            answer_applicant(installation, unit, member, case, "届きました", f"{at}" * 20)
    with installation.database.write() as unit:
        for of in ("jido-teate-nintei", "inu-toroku"):
            start_draft(
                installation, unit, installation.catalogue.current(of), "online", person_id=session.person_id or ""
            )
        unit.commit()
    page = browser.get("/applications")
    assert all(words in page for words in (first, number, "犬の登録", "書きかけ"))
    assert sent_by(installation, browser.get, "/applications") <= MY_PAGE
    assert sent_by(installation, browser.get, f"/applications/{first}") <= RECEIPT
