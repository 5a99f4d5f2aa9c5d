"""Rights: role × duty, between two days."""

import pytest

from portal.errors import NotAllowed, SignInNeeded
from portal.services.shared.installation import Installation
from portal.services.shared.rights import ALLOWED, Member, member_of
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.services.staff.add_staff import ROLES, disable_staff
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow
from tests.portal.later import later
from tests.portal.world import DUTY, PLACE, add_member, alice


def member(*rights: tuple[str, str]) -> Member:
    return Member(1, "tanto", "見本", frozenset(rights), PLACE)


def session_of(staff_id: int | None) -> Session:
    return Session(b"", "staff", None, staff_id)


def current_member(installation: Installation, staff_id: int | None) -> Member:
    with installation.database.read() as unit:
        return member_of(installation.clock, unit, session_of(staff_id), PLACE)


def test_every_role_that_opens_something_can_be_given() -> None:
    assert frozenset().union(*ALLOWED.values()) == set(ROLES)


@pytest.mark.parametrize("act", ALLOWED)
@pytest.mark.parametrize("role", ROLES)
def test_a_right_opens_what_its_role_may_for_its_duty_alone(role: str, act: str) -> None:
    allowed = role in ALLOWED[act]
    assert member((role, DUTY)).may(act, DUTY) is allowed
    assert not member((role, "child-allowance")).may(act, DUTY)
    assert member((role, "*")).may(act, DUTY) is allowed


def test_nobody_may_anything_without_a_right() -> None:
    assert not any(member().may(act, DUTY) for act in ALLOWED)
    with pytest.raises(NotAllowed):
        member(("auditor", "*")).demand("review", DUTY)
    member(("reviewer", DUTY)).demand("review", DUTY)


def test_duties_are_those_of_the_city_for_which_it_holds() -> None:
    every = (DUTY, "care-benefit", "child-allowance")
    assert member(("reviewer", DUTY), ("reviewer", "care-benefit")).duties("review", every) == every[:2]
    assert member(("auditor", "*")).duties("see", every) == every
    assert member(("reviewer", "no-such-duty")).duties("review", every) == ()


def test_an_actor_is_written_as_kind_and_login() -> None:
    actor = member().actor
    assert (str(actor), actor.name, actor.place) == ("staff:tanto", "見本", PLACE)


def test_a_right_holds_from_its_first_to_its_last_day(installation: Installation) -> None:
    staff_id = add_member(installation, "tanto").id
    with installation.database.write() as unit:
        staff_members.grant(unit, staff_id, RightRow("reviewer", DUTY, "2026-11-21", "2026-11-22"))
        staff_members.grant(unit, staff_id, RightRow("clerk", "*", "2026-11-22", None))
        unit.commit()
    held = [current_member(later(installation, days=days), staff_id).rights for days in range(4)]
    reviewer, clerk = ("reviewer", DUTY), ("clerk", "*")
    assert held == [frozenset(), {reviewer}, {reviewer, clerk}, {clerk}]


def test_the_day_is_one_of_japan(installation: Installation) -> None:
    staff_id = add_member(installation, "tanto").id
    with installation.database.write() as unit:
        staff_members.grant(unit, staff_id, RightRow("clerk", "*", "2026-11-21", None))
        unit.commit()
    assert current_member(later(installation, hours=13, minutes=59), staff_id).rights == frozenset()
    assert current_member(later(installation, hours=14), staff_id).rights == {("clerk", "*")}


def test_who_was_disabled_meanwhile_has_to_sign_in(installation: Installation) -> None:
    staff_id = add_member(installation, "tanto", ("clerk", "*")).id
    assert current_member(installation, staff_id).login == "tanto"
    with installation.database.write() as unit:
        disable_staff(installation, unit, Actor("staff", "kanri"), "tanto")
        unit.commit()
    with pytest.raises(SignInNeeded):
        current_member(installation, staff_id)


def test_a_resident_is_no_member_of_staff(installation: Installation) -> None:
    resident = alice(installation)
    with installation.database.read() as unit, pytest.raises(SignInNeeded):
        member_of(installation.clock, unit, resident, PLACE)
    with pytest.raises(SignInNeeded):
        current_member(installation, 12345)


def test_who_has_no_duty_for_an_act_is_refused() -> None:
    clerk = member(("clerk", "tax"))
    assert clerk.demand_duties("enter", {"welfare": "", "tax": ""}) == ("tax",)
    with pytest.raises(NotAllowed, match="approve"):
        clerk.demand_duties("approve", ("tax",))
