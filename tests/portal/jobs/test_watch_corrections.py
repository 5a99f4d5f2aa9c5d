"""Due dates of corrections."""

import pytest

from portal.errors import Conflict, NotAllowed
from portal.jobs.send_notices import send_notices
from portal.jobs.watch_corrections import watch_corrections
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.cases.correction import open_return
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.case.extend_correction import extend_correction, read_extension
from portal.services.desk.queue.page import SORTS, queue_page
from portal.services.my_cases.state_line import open_correction, state_line, timeline
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.portal.contacts import mails, proved
from tests.portal.later import later
from tests.portal.services.filing.filing import ask_again, mend, send
from tests.portal.world import DUTY, add_member, alice, file_application

REASON = "お手紙が届くのが遅れたためです。"


@pytest.fixture
def number(installation: Installation, reviewer: Member) -> str:
    """A telephone number is requested until 4 December, two weeks from now."""
    session = alice(installation)
    proved(installation, session.person_id)
    number = file_application(installation, session)
    ask_again(installation, reviewer, number, "phone")
    return number


def tasks(installation: Installation, member: Member) -> list[str]:
    with installation.database.write() as unit:
        page = queue_page(installation, unit, member, SORTS["passed"])
        assert page.counts["passed"] == str(len(page.lines))
    return [line.receipt_number for line in page.lines]


def stage(installation: Installation, number: str) -> tuple[str, str]:
    """The state, and the key of its sentence."""
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, alice(installation), number)
        return case.row.state, state_line(installation, case, open_correction(unit, case)).key


def put_off(installation: Installation, member: Member, number: str, due: str, *, behind: int = 0) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        extension = read_extension(installation.clock, open_return(unit, case), due, REASON)
        assert extension.mistakes == ()
        extend_correction(installation, unit, member, case, case.row.revision - behind, extension)
        unit.commit()


def subjects(installation: Installation) -> list[str]:
    while send_notices(installation):
        pass
    return [mail.subject.partition("】")[2] for mail in mails(installation)]


def test_three_days_before_the_applicant_is_reminded_once(
    installation: Installation, reviewer: Member, number: str
) -> None:
    assert watch_corrections(later(installation, days=10)) == 0
    near = later(installation, days=11)
    assert (watch_corrections(near), watch_corrections(near)) == (1, 0)
    assert watch_corrections(later(installation, days=12)) == 0
    reminders = [subject for subject in subjects(near) if "近づいて" in subject]
    assert reminders == [f"教えてほしいことの期限が近づいています（受付番号 {number}）"]
    assert stage(near, number) == ("returned", "state.returned_near")
    assert tasks(near, reviewer) == []


def test_who_was_asked_only_now_is_not_reminded_at_once(installation: Installation, reviewer: Member) -> None:
    early = later(installation, days=12)
    number = file_application(early, alice(early))
    ask_again(early, reviewer, number, "phone")
    assert watch_corrections(early) == 0


def test_a_day_that_passed_closes_nothing_and_opens_one_task(
    installation: Installation, reviewer: Member, number: str
) -> None:
    assert watch_corrections(later(installation, days=14)) == 1  # on the last day: a reminder, no task
    assert tasks(installation, reviewer) == []
    over = later(installation, days=15)
    assert (watch_corrections(over), watch_corrections(over)) == (1, 0)
    assert tasks(over, reviewer) == [number]
    assert stage(over, number) == ("returned", "state.returned_late")
    with over.database.read() as unit:
        records = [record.actor for record in audit_records.after(unit, 0) if record.action == "correction day passed"]
        view = describe_case(over, unit, case_of_member(over, unit, reviewer, number), reviewer.id)
    assert records == ["system:watch_corrections"]
    assert [correction.passed for correction in view.corrections] == [True]
    elsewhere = add_member(installation, "elsewhere", ("reviewer", "residence"))
    assert tasks(over, elsewhere) == []


def test_an_answer_that_comes_late_is_taken_and_ends_the_task(
    installation: Installation, reviewer: Member, number: str
) -> None:
    over, session = later(installation, days=20), alice(installation)
    assert watch_corrections(over) == 1
    mend(over, session, number, "phone", {"phone": ["000-0000-0009"]})
    send(over, session, number)
    assert tasks(over, reviewer) == []
    assert watch_corrections(later(installation, days=30)) == 0


@pytest.mark.both_engines
def test_put_off_the_task_is_done_until_the_new_day_passes_too(
    installation: Installation, reviewer: Member, number: str
) -> None:
    over = later(installation, days=15)
    watch_corrections(over)
    put_off(over, reviewer, number, "2026-12-18")
    assert tasks(over, reviewer) == []
    assert stage(over, number) == ("returned", "state.returned_extended")
    assert watch_corrections(over) == 0
    assert subjects(over)[-1] == f"期限を延ばしました（受付番号 {number}）"
    with over.database.read() as unit:
        case = case_of_resident(over, unit, alice(over), number)
        last = timeline(unit, case)[-1]
    assert (last.key, last.words) == ("timeline.extend", REASON)
    assert watch_corrections(later(installation, days=26)) == 1  # another reminder before the new date
    again = later(installation, days=29)
    assert (watch_corrections(again), tasks(again, reviewer)) == (1, [number])


def test_a_new_day_is_later_than_the_old_one_and_has_a_reason(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with installation.database.read() as unit:
        waiting = open_return(unit, case_of_member(installation, unit, reviewer, number))
    for due, reason, wrong in (
        ("2026-12-04", REASON, (("due", "too_early"),)),
        ("2027-11-20", REASON, ()),
        ("2099-12-20", REASON, (("due", "too_late"),)),
        ("", "", (("due", "no_day"), ("reason", "no_reason"))),
        ("2026-12-18", "あ" * 501, (("reason", "too_long"),)),
    ):
        assert read_extension(installation.clock, waiting, due, reason).mistakes == wrong


def test_who_is_too_late_or_may_not_puts_nothing_off(installation: Installation, reviewer: Member, number: str) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with pytest.raises(NotAllowed):
        put_off(installation, clerk, number, "2026-12-18")
    with pytest.raises(Conflict):
        put_off(installation, reviewer, number, "2026-12-18", behind=1)
    mend(installation, alice(installation), number, "phone", {"phone": ["000-0000-0009"]})
    send(installation, alice(installation), number)
    with pytest.raises(Conflict):
        put_off(installation, reviewer, number, "2026-12-18")
