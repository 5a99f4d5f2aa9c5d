"""担当: taken and released by revision."""

import pytest

from portal.errors import Conflict, NotAllowed, OwnCase
from portal.services.desk.sections.take_case import release_case, take_case
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import NAME, acting, audited, case_of, events
from tests.portal.world import DUTY, add_member


def test_a_case_is_taken_and_released_without_a_word_to_the_applicant(
    installation: Installation, reviewer: Member, number: str
) -> None:
    before = case_of(installation, reviewer, number)
    with acting(installation, reviewer, number) as (unit, case):
        take_case(installation, unit, reviewer, case, case.row.revision)
    taken = case_of(installation, reviewer, number)
    with acting(installation, reviewer, number) as (unit, case):
        release_case(installation, unit, reviewer, case, case.row.revision)
    released = case_of(installation, reviewer, number)
    assert [case.row.assignee_id for case in (before, taken, released)] == [None, reviewer.id, None]
    assert (taken.row.state, taken.row.due) == (before.row.state, before.row.due)
    assert len(events(installation, released)) == len(events(installation, before)) == 1
    assert [len(audited(installation, action)) for action in ("take case", "release case")] == [1, 1]


def test_the_second_of_two_who_take_one_case_is_refused(
    installation: Installation, reviewer: Member, number: str
) -> None:
    colleague = add_member(installation, "colleague", ("reviewer", DUTY))
    seen = case_of(installation, colleague, number)
    with acting(installation, reviewer, number) as (unit, case):
        take_case(installation, unit, reviewer, case, case.row.revision)
    with acting(installation, colleague, number) as (unit, case):
        for opened, revision in ((seen, seen.row.revision), (case, seen.row.revision)):
            with pytest.raises(Conflict):
                take_case(installation, unit, colleague, opened, revision)
    assert case_of(installation, reviewer, number).row.assignee_id == reviewer.id


def test_neither_a_clerk_nor_a_namesake_takes_a_case(installation: Installation, reviewer: Member, number: str) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    namesake = add_member(installation, "taro", ("reviewer", DUTY), name=NAME)
    with acting(installation, reviewer, number) as (unit, case):
        for member, refusal in ((clerk, NotAllowed), (namesake, OwnCase)):
            with pytest.raises(refusal):
                take_case(installation, unit, member, case, case.row.revision)
    assert case_of(installation, reviewer, number).row.assignee_id is None
