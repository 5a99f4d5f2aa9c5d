"""One application as a line of a list."""

from datetime import date

from portal.services.desk.queue.line import QueueLine, queue_lines
from portal.services.desk.sections.take_case import take_case
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.staff import staff_absences
from tests.portal.services.desk.at_work import NAME, acting, case_of, decided
from tests.portal.services.desk.queue.test_page import give_back
from tests.portal.world import DUTY, add_member, alice, file_application


def lines(installation: Installation, member: Member, *numbers: str) -> tuple[QueueLine, ...]:
    rows = [case_of(installation, member, number).row for number in numbers]
    with installation.database.read() as unit:
        return queue_lines(installation, unit, rows, member)


def test_lines_keep_the_order_of_the_applications(installation: Installation, reviewer: Member, number: str) -> None:
    older = file_application(installation, alice(installation), days_ago=3)
    shown = lines(installation, reviewer, number, older)
    assert [(line.receipt_number, line.arrived) for line in shown] == [
        (number, date(2026, 11, 20)), (older, date(2026, 11, 17)),
    ]  # fmt: skip
    assert {(line.name, line.state, line.door, line.assignee, line.synthetic) for line in shown} == {
        (NAME, "received", "online", "", False)
    }


def test_a_decided_case_has_no_day_and_a_returned_one_waits_for_an_answer(
    installation: Installation, reviewer: Member, number: str
) -> None:
    returned = file_application(installation, alice(installation))
    give_back(installation, reviewer, returned)
    rows = [decided(case_of(installation, reviewer, number)).row, case_of(installation, reviewer, returned).row]
    with installation.database.read() as unit:
        over, waiting = queue_lines(installation, unit, rows, reviewer)
    assert (over.due, over.answer_by) == (None, None)
    assert waiting.due is not None
    assert waiting.answer_by is not None
    assert (waiting.due.kind, waiting.answer_by.words) == ("wait", "あと14日")


def test_only_a_substitute_reads_that_the_handler_is_absent(
    installation: Installation, reviewer: Member, number: str
) -> None:
    substitute = add_member(installation, "kawari", ("reviewer", DUTY))
    with acting(installation, reviewer, number) as (unit, case):
        take_case(installation, unit, reviewer, case, case.row.revision)
        staff_absences.add(unit, reviewer.id, "2026-11-20", "2026-11-20", substitute.id)
    shown = [lines(installation, member, number)[0].assignee for member in (reviewer, substitute)]
    assert shown == ["reviewerさん", "reviewerさん（不在。あなたが代わり）"]
