"""形式審査 ends once, by revision."""

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import acting, audited, case_of, events
from tests.portal.services.desk.queue.test_page import give_back
from tests.portal.world import DUTY, add_member


def test_a_received_case_begins_and_ends_its_screening_in_one_act(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with acting(installation, reviewer, number) as (unit, case):
        pass_screening(installation, unit, reviewer, case, case.row.revision)
    after = case_of(installation, reviewer, number)
    assert (after.row.state, after.row.decided_at, after.row.due) == ("examining", None, case.row.due)
    assert [(event.move, event.to_state) for event in events(installation, after)[1:]] == [
        ("screen", "screening"), ("pass", "examining"),
    ]  # fmt: skip
    assert audited(installation, "pass screening") == [("staff:reviewer", "")]


def test_the_second_of_two_and_who_may_not_review_pass_nothing(
    installation: Installation, reviewer: Member, number: str
) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with acting(installation, reviewer, number) as (unit, case):
        with pytest.raises(NotAllowed):
            pass_screening(installation, unit, clerk, case, case.row.revision)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        with pytest.raises(Conflict):
            pass_screening(installation, unit, reviewer, case, case.row.revision)
    assert len(audited(installation, "pass screening")) == 1


def test_what_waits_for_a_correction_is_not_passed(installation: Installation, reviewer: Member, number: str) -> None:
    give_back(installation, reviewer, number)
    with acting(installation, reviewer, number) as (unit, case), pytest.raises(Conflict):
        pass_screening(installation, unit, reviewer, case, case.row.revision)
    assert case_of(installation, reviewer, number).row.state == "returned"
