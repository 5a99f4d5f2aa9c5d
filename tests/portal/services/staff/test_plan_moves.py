"""人事異動: previewed, complete, idempotent."""

import pytest

from portal.errors import LastAdministrator
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.services.staff.plan_moves import MOVE, plan_moves
from portal.services.staff.propose_moves import carry_out
from portal.services.staff.read_moves import read_moves
from portal.store.staff import staff_members, staff_rights, staff_sections
from tests.portal.world import DUTY, add_member

KANRI = Actor("staff", "kanri")
LIST = """ログイン名,氏名,所属,役割,事務,から,まで
tanto,見本 課子,市民課,窓口,すべて,2027-04-01,
tanto,,,審査,childcare,2027-04-01,2028-03-31
hana,見本 花,保育課,審査,childcare,2027-04-01,
yameru,,,,,2027-04-01,
"""


def rights_on(installation: Installation, login: str, day: str) -> set[tuple[str, str]]:
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, login)
        assert row
        return {(right.role, right.duty) for right in staff_members.rights(unit, row.id, day)}


def moved(installation: Installation, text: str) -> int:
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
        held = [(right.role, right.from_day, right.to_day) for right in staff_rights.of_staff(unit, row.id)]
    assert held == [("clerk", "2026-11-20", None)]


def test_the_last_administrator_stays(installation: Installation, kanri: Member) -> None:
    gone = "login,role,duty,from\nkanri,,,2027-04-01\n"
    with pytest.raises(LastAdministrator):
        moved(installation, gone)
    assert rights_on(installation, "kanri", "2027-04-01") == {("administrator", "*")}
    add_member(installation, "jinji", ("administrator", "*"))
    assert moved(installation, gone) == 1
