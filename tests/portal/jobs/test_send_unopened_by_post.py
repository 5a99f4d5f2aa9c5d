"""An online notice that was not opened in time is sent by post once."""

from portal.jobs.send_unopened_by_post import send_unopened_by_post
from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.list_documents import declare_electronic, record_opening
from portal.services.notices.deliver_notice import Went, deliver_next
from portal.services.notices.outcome_notice import notice_name
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from tests.portal.contacts import mails, proved
from tests.portal.later import later
from tests.portal.routes.dispatching import decided, line_of
from tests.portal.world import alice

ALICE = Actor("resident", "alice")


def on_line(installation: Installation, reviewer: Member, *, opened: bool = False) -> str:
    number, session = decided(installation, reviewer), alice(installation)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        declare_electronic(installation, unit, case, ALICE)
        if opened:
            record_opening(installation, unit, case, ALICE, notice_name(1))
        unit.commit()
    return number


def test_after_the_days_of_the_section_it_goes_by_post_once(installation: Installation, reviewer: Member) -> None:
    number = on_line(installation, reviewer)
    assert send_unopened_by_post(later(installation, days=9)) == 0
    assert line_of(installation, number).state == "dropped"
    late = later(installation, days=11)
    assert (send_unopened_by_post(late), send_unopened_by_post(late)) == (1, 0)
    row = line_of(installation, number)
    assert (row.state, row.why, row.copies) == ("waiting", "unopened", 0)


def test_what_was_opened_and_what_is_posted_anyway_stays(installation: Installation, reviewer: Member) -> None:
    opened, by_post = on_line(installation, reviewer, opened=True), decided(installation, reviewer)
    assert send_unopened_by_post(later(installation, days=30)) == 0
    assert line_of(installation, opened).state == "dropped"
    assert line_of(installation, by_post).state == "waiting"


def test_the_applicant_is_informed(installation: Installation, reviewer: Member) -> None:
    proved(installation, alice(installation).person_id)
    on_line(installation, reviewer)
    send_unopened_by_post(later(installation, days=11))
    after = later(installation, days=11)
    while deliver_next(after, "mail") is Went.ON:
        pass
    sent_mails = mails(after)
    assert sum("通知書を郵便でも送ります" in mail.subject for mail in sent_mails) == 1
