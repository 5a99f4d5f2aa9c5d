"""The cases around a case in its list."""

from portal.services.desk.queue.page import Wanted
from portal.services.desk.queue.walk import step
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from tests.portal.services.desk.case.test_settle_outcome import decide, with_approval
from tests.portal.services.desk.queue.test_page import give_back
from tests.portal.world import DUTY, add_member, alice, file_application


def around(installation: Installation, member: Member, number: str, wanted: Wanted) -> list[str]:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return [step(installation, unit, member, row, wanted, back=back) for back in (True, False)]


def test_a_case_leads_to_its_neighbours_in_the_order_of_the_list(installation: Installation) -> None:
    session, reviewer = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    late, middle, new = (file_application(installation, session, days_ago=days) for days in (9, 5, 0))
    assert around(installation, reviewer, middle, Wanted()) == [late, new]
    assert around(installation, reviewer, middle, Wanted(sort="newest")) == [new, late]
    assert around(installation, reviewer, late, Wanted()) == ["", middle]
    assert around(installation, reviewer, middle, Wanted(state="examining")) == ["", ""]


def test_from_the_last_that_is_due_it_leads_to_what_waits_with_a_stopped_clock(installation: Installation) -> None:
    session, reviewer = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    waiting, late, new = (file_application(installation, session, days_ago=days) for days in (20, 9, 0))
    give_back(installation, reviewer, waiting)
    assert around(installation, reviewer, late, Wanted()) == ["", new]
    assert around(installation, reviewer, new, Wanted()) == [late, waiting]
    assert around(installation, reviewer, waiting, Wanted()) == [new, ""]


def test_a_stranger_is_led_to_nothing(installation: Installation) -> None:
    session, stranger = alice(installation), add_member(installation, "charlie", ("reviewer", "child-allowance"))
    first, _ = file_application(installation, session, days_ago=3), file_application(installation, session)
    assert around(installation, stranger, first, Wanted()) == ["", ""]


def test_a_waiting_task_leads_to_the_next_of_its_own_list(installation: Installation) -> None:
    city, session = with_approval(installation), alice(installation)
    reviewer, approver = (add_member(city, login, (login, DUTY)) for login in ("reviewer", "approver"))
    first, second, other = (file_application(city, session) for _ in range(3))
    for number in (second, first):
        decide(city, reviewer, number)
    waiting = Wanted(task="approvals")
    assert around(city, approver, second, waiting) == ["", first]
    assert around(city, approver, first, waiting) == [second, ""]
    assert around(city, approver, other, waiting) == ["", ""]
    assert around(city, reviewer, second, waiting) == ["", ""], "their own proposal"
