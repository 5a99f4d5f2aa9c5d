"""What is given across the counter, and what was."""

from portal.services.cases.cases import case_of_member
from portal.services.cases.given import GIVE, outcome_given, was_given
from portal.services.cases.note_inside import add_inside_event
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from tests.portal.services.desk.at_work import case_of
from tests.portal.services.fees.paying import DUTY, file_with_fee, register_with_fee
from tests.portal.world import add_member, alice


def test_only_who_is_at_the_counter_and_wants_it_here_is_given_it(installation: Installation) -> None:
    member = add_member(installation, "reviewer", ("reviewer", DUTY))
    here = register_with_fee(installation, member)
    by_post = register_with_fee(installation, member, receive="post", lives_there=True, mail="ordinary")
    office = [{"id": "office-1", "name": "市役所 本庁"}]
    on_line = file_with_fee(installation, alice(installation), receive="counter", pickup=office)
    numbers = (here, by_post, on_line)
    assert [outcome_given(case_of(installation, member, number)) for number in numbers] == ["approved", "", ""]


def test_what_the_section_decided_by_itself_was_not_given_until_somebody_hands_it_over(
    installation: Installation,
) -> None:
    member = add_member(installation, "reviewer", ("reviewer", DUTY))
    number = register_with_fee(installation, member)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        now = case.row.stored_at
        add_inside_event(unit, member.actor, case, GIVE, "", now)
        assert not was_given(unit, case), "it is not decided"
        applications.move(unit, case.row, state="approved", due=case.row.due, decided_at=now, now=now)
        assert was_given(unit, case_of_member(installation, unit, member, number))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        applications.move(unit, case.row, state="approved", due=case.row.due, decided_at=now, now=now)
        assert not was_given(unit, case_of_member(installation, unit, member, number))
