"""人事異動: what a list would change is said before it holds, carried out whole, and asks for nothing the second time."""

import pytest

from portal.errors import Conflict, LastAdministrator, NotAllowed
from portal.services.actor import Actor
from portal.services.cases import case_of_member
from portal.services.installation import Installation
from portal.services.locked_out import LeftAlone, locked_out
from portal.services.plan_moves import GIVE, MOVE, RESET, Line, plan_moves
from portal.services.propose_moves import carry_out, confirm, proposal, propose
from portal.services.read_moves import read_moves
from portal.services.rights import Member
from portal.services.take_case import take_case
from portal.store import staff_members, staff_rights, staff_sections
from tests.portal.world import DUTY, add_member, alice, file_application

KANRI = Actor("staff", "kanri")
LIST = """ログイン名,氏名,所属,役割,事務,から,まで
tanto,見本 課子,市民課,窓口,すべて,2027-04-01,
tanto,,,審査,childcare,2027-04-01,2028-03-31
hana,見本 花,保育課,審査,childcare,2027-04-01,
yameru,,,,,2027-04-01,
"""


def give(login: str, role: str, duty: str = "*", since: str = "2026-11-20", until: str | None = None) -> Line:
    return Line(login, login, "", role, duty, since, until)


@pytest.fixture
def kanri(installation: Installation) -> Member:
    return add_member(installation, "kanri", ("administrator", "*"))


def rights_on(installation: Installation, login: str, day: str) -> set[tuple[str, str]]:
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, login)
        assert row
        return {(one.role, one.duty) for one in staff_members.rights(unit, row.id, day)}


def moved(installation: Installation, text: str) -> int:
    """How many people the list changed."""
    with installation.database.write() as unit:
        known = frozenset(row.login for row in staff_members.everyone(unit))
        read = read_moves(installation, text.encode(), known)
        assert read.faults == []
        plans = plan_moves(unit, MOVE, read.lines)
        carry_out(installation, unit, KANRI, plans)
        unit.commit()
    return len(plans)


def test_people_hold_what_the_list_says_from_its_day_on_and_before_it_what_they_held(
    installation: Installation, kanri: Member
) -> None:
    add_member(installation, "tanto", ("reviewer", DUTY), ("clerk", DUTY))
    add_member(installation, "yameru", ("reviewer", "*"))
    add_member(installation, "nokoru", ("reviewer", DUTY))
    assert moved(installation, LIST) == 3
    assert rights_on(installation, "tanto", "2027-03-31") == {("reviewer", DUTY), ("clerk", DUTY)}
    assert rights_on(installation, "tanto", "2027-04-01") == {("clerk", "*"), ("reviewer", "childcare")}
    assert rights_on(installation, "tanto", "2028-04-01") == {("clerk", "*")}
    assert rights_on(installation, "hana", "2027-03-31") == set()
    assert rights_on(installation, "hana", "2027-04-01") == {("reviewer", "childcare")}
    assert rights_on(installation, "yameru", "2027-03-31") == {("reviewer", "*")}
    assert rights_on(installation, "yameru", "2027-04-01") == set()
    assert rights_on(installation, "nokoru", "2027-04-01") == {("reviewer", DUTY)}
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, "tanto")
        assert row
        assert staff_sections.of_staff(unit, row.id) == [("2027-04-01", "市民課")]
        assert staff_sections.on(unit, "2027-03-31") == {}
    assert moved(installation, LIST) == 0


def test_a_right_that_never_began_is_gone_and_one_that_goes_on_is_no_second_one(
    installation: Installation, kanri: Member
) -> None:
    add_member(installation, "tanto", ("clerk", "*"))
    moved(installation, LIST.replace("yameru,,,,,2027-04-01,\n", ""))
    moved(installation, "login,role,duty,from\ntanto,clerk,*,2027-01-01\n")
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, "tanto")
        assert row
        held = [(one.role, one.from_day, one.to_day) for one in staff_rights.of_staff(unit, row.id)]
    assert held == [("clerk", "2026-11-20", None)]


def test_a_list_with_faults_names_every_line_and_is_not_used(installation: Installation) -> None:
    text = LIST.replace("窓口", "なにか").replace("hana,見本 花", "hana,").replace("2028-03-31", "2027-03-31")
    text = text.replace("yameru,,,,,2027-04-01", "yameru,,,審査,nai,2026-11-19")
    read = read_moves(installation, text.encode("cp932"), frozenset({"tanto", "yameru"}))
    assert [(fault.line, fault.column) for fault in read.faults] == [(2, 4), (3, 7), (4, 2), (5, 5), (5, 6)]
    headless = read_moves(installation, b"login,role,what\n", frozenset())
    assert [(fault.line, fault.column) for fault in headless.faults] == [(1, 0), (1, 0), (1, 3)]
    assert len(read_moves(installation, b"", frozenset()).faults) == 1
    assert len(read_moves(installation, b"login,role,duty,from\n", frozenset()).faults) == 1


def test_nobody_raises_their_own_rights_or_confirms_what_they_asked_for(
    installation: Installation, kanri: Member
) -> None:
    other = add_member(installation, "jinji", ("administrator", "*"))
    part = add_member(installation, "bubun", ("administrator", "childcare"))
    with installation.database.write() as unit:
        number = propose(installation, unit, kanri, GIVE, [give("jinji", "auditor")])
        assert propose(installation, unit, kanri, GIVE, [give("jinji", "auditor")]) == number
        mark = proposal(unit, number).mark
        for member in (kanri, other, part):
            with pytest.raises(NotAllowed):
                confirm(installation, unit, member, number, mark)
        with pytest.raises(NotAllowed):
            propose(installation, unit, part, GIVE, [give("jinji", "auditor")])
        with pytest.raises(NotAllowed):
            propose(installation, unit, part, RESET, [give("jinji", "")])
        unit.commit()
    third = add_member(installation, "joho", ("administrator", "*"))
    with installation.database.write() as unit:
        with pytest.raises(Conflict):
            confirm(installation, unit, third, number, "another")
        assert confirm(installation, unit, third, number, mark) == []
        with pytest.raises(Conflict):
            confirm(installation, unit, third, number, proposal(unit, number).mark)
        unit.commit()
    assert ("auditor", "*") in rights_on(installation, "jinji", "2026-11-20")


def test_a_new_password_is_seen_by_who_confirms_and_not_by_who_asks(installation: Installation, kanri: Member) -> None:
    other = add_member(installation, "jinji", ("administrator", "*"))
    add_member(installation, "tanto", ("reviewer", DUTY))
    with installation.database.write() as unit:
        number = propose(installation, unit, kanri, RESET, [give("tanto", "")])
        given = confirm(installation, unit, other, number, proposal(unit, number).mark)
        unit.commit()
    assert [one.login for one in given] == ["tanto"]
    assert len(given[0].password) >= 20


def test_the_last_administrator_stays(installation: Installation, kanri: Member) -> None:
    gone = "login,role,duty,from\nkanri,,,2027-04-01\n"
    with pytest.raises(LastAdministrator):
        moved(installation, gone)
    assert rights_on(installation, "kanri", "2027-04-01") == {("administrator", "*")}
    add_member(installation, "jinji", ("administrator", "*"))
    assert moved(installation, gone) == 1


def test_who_is_locked_out_from_a_day_on_and_which_cases_have_nobody_then(
    installation: Installation, kanri: Member
) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    file_application(installation, session)
    tanto = add_member(installation, "tanto", ("reviewer", DUTY), name="見本 課子")
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, tanto, number)
        take_case(installation, unit, tanto, case, case.row.revision)
        unit.commit()
    with installation.database.read() as unit:
        before = locked_out(unit, "2026-11-20", "2027-04-01")
    assert (before.people, before.alone) == ((), ())
    moved(installation, "login,role,duty,from\ntanto,,,2027-04-01\n")
    with installation.database.read() as unit:
        out = locked_out(unit, "2026-11-20", "2027-04-01")
        assert locked_out(unit, "2026-11-20", "2027-03-31").people == ()
    assert out.people == (("tanto", "見本 課子"),)
    assert set(out.alone) == {LeftAlone(DUTY, "", "", 1), LeftAlone(DUTY, "tanto", "見本 課子", 1)}
