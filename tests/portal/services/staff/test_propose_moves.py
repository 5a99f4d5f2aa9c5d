"""Grants need two administrators."""

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.plan_moves import GIVE, RESET, Line
from portal.services.staff.propose_moves import confirm, may_confirm, proposal, propose, withdraw
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow
from tests.portal.services.audit_trail import trail
from tests.portal.world import DUTY, add_member


def give(login: str, role: str, duty: str = "*") -> Line:
    return Line(login, login, "", role, duty, "2026-11-20", None)


def test_nobody_raises_their_own_rights_or_confirms_what_they_asked_for(
    installation: Installation, kanri: Member, jinji: Member
) -> None:
    part = add_member(installation, "bubun", ("administrator", "childcare"))
    third = add_member(installation, "joho", ("administrator", "*"))
    with installation.database.write() as unit:
        number = propose(installation, unit, kanri, GIVE, [give("jinji", "auditor")])
        assert propose(installation, unit, kanri, GIVE, [give("jinji", "auditor")]) == number
        pending = proposal(unit, number)
        assert [may_confirm(member, pending) for member in (kanri, jinji, part, third)] == [False, False, False, True]
        for member in (kanri, jinji, part):
            with pytest.raises(NotAllowed):
                confirm(installation, unit, member, number, pending.mark)
        with pytest.raises(NotAllowed):
            propose(installation, unit, part, GIVE, [give("jinji", "auditor")])
        with pytest.raises(NotAllowed):
            propose(installation, unit, part, RESET, [give("jinji", "")])
        with pytest.raises(Conflict):
            confirm(installation, unit, third, number, "another")
        assert confirm(installation, unit, third, number, pending.mark) == []
        with pytest.raises(Conflict):
            confirm(installation, unit, third, number, proposal(unit, number).mark)
        unit.commit()
    with installation.database.read() as unit:
        rights = {(right.role, right.duty) for right in staff_members.rights(unit, jinji.id, "2026-11-20")}
        assert rights == {("administrator", "*"), ("auditor", "*")}
        assert trail(unit)[-1] == ("staff:joho", "confirm change of staff", f"{number} of kanri")


def test_a_new_password_is_seen_by_who_confirms_and_not_by_who_asks(
    installation: Installation, kanri: Member, jinji: Member
) -> None:
    add_member(installation, "tanto", ("reviewer", DUTY))
    with installation.database.write() as unit:
        number = propose(installation, unit, kanri, RESET, [give("tanto", "")])
        (made,) = confirm(installation, unit, jinji, number, proposal(unit, number).mark)
        assert made.login == "tanto"
        assert len(made.password) >= 20
        assert made.password not in str(trail(unit))


def test_what_changed_after_it_was_shown_is_shown_again(
    installation: Installation, kanri: Member, jinji: Member
) -> None:
    tanto = add_member(installation, "tanto")
    with installation.database.write() as unit:
        number = propose(installation, unit, kanri, GIVE, [give("tanto", "clerk"), give("tanto", "reviewer")])
        shown = proposal(unit, number).mark
        staff_members.grant(unit, tanto.id, RightRow("clerk", "*", "2026-11-20", None))
        with pytest.raises(Conflict):
            confirm(installation, unit, jinji, number, shown)
        confirm(installation, unit, jinji, number, proposal(unit, number).mark)


def test_a_withdrawn_proposal_is_settled(installation: Installation, kanri: Member, jinji: Member) -> None:
    part = add_member(installation, "bubun", ("administrator", "childcare"))
    with installation.database.write() as unit:
        number = propose(installation, unit, kanri, GIVE, [give("hana", "clerk")])
        mark = proposal(unit, number).mark
        with pytest.raises(NotAllowed):
            withdraw(installation, unit, part, number)
        withdraw(installation, unit, kanri, number)
        assert not proposal(unit, number).waits
        with pytest.raises(Conflict):
            withdraw(installation, unit, jinji, number)
        with pytest.raises(Conflict):
            confirm(installation, unit, jinji, number, mark)
        assert staff_members.by_login(unit, "hana") is None
        with pytest.raises(NotFound):
            proposal(unit, number + 1)
