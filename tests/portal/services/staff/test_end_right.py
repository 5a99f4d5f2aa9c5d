"""One administrator ends rights, except the last one's."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from portal.db import Unit
from portal.errors import LastAdministrator, NotAllowed, NotFound
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.add_staff import disable_staff
from portal.services.staff.end_right import demand_administrator_left, end_right, shut_out
from portal.store.staff import staff_identities, staff_members, staff_rights
from portal.store.staff.staff_members import RightRow
from portal.store.staff.staff_rights import HeldRight
from tests.portal.services.audit_trail import trail
from tests.portal.services.staff.staff import KANRI
from tests.portal.world import DUTY, add_member

YESTERDAY, TODAY = "2026-11-19", "2026-11-20"


@pytest.fixture
def tanto(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY))


def held(unit: Unit, member: Member) -> HeldRight:
    return staff_rights.of_staff(unit, member.id)[-1]


def test_a_right_ends_with_the_day_given_and_not_later_than_it_did(
    installation: Installation, kanri: Member, tanto: Member
) -> None:
    with installation.database.write() as unit:
        right = held(unit, tanto)
        end_right(installation, unit, kanri, tanto.id, right.id, "2026-12-31")
        assert held(unit, tanto).to_day == "2026-12-31"
        with pytest.raises(NotFound):
            end_right(installation, unit, kanri, tanto.id, right.id, "2027-01-01")
        end_right(installation, unit, kanri, tanto.id, right.id, TODAY)
        assert held(unit, tanto).to_day == TODAY
        assert trail(unit)[-1] == ("staff:kanri", "end right", f"tanto reviewer:{DUTY} {TODAY}..{TODAY}")


def test_a_right_that_has_not_begun_is_removed(installation: Installation, kanri: Member, tanto: Member) -> None:
    with installation.database.write() as unit:
        end_right(installation, unit, kanri, tanto.id, held(unit, tanto).id, YESTERDAY)
        assert staff_rights.of_staff(unit, tanto.id) == []


def test_a_right_of_a_directory_group_or_of_somebody_else_is_not_found(
    installation: Installation, kanri: Member, tanto: Member
) -> None:
    with installation.database.write() as unit:
        own = held(unit, tanto)
        with pytest.raises(NotFound):
            end_right(installation, unit, kanri, kanri.id, own.id, TODAY)
        staff_identities.give_rights(unit, tanto.id, [RightRow("clerk", "*", TODAY, None)])
        (group,) = (right for right in staff_rights.of_staff(unit, tanto.id) if right.role == "clerk")
        with pytest.raises(NotFound):
            end_right(installation, unit, kanri, tanto.id, group.id, TODAY)


def test_an_administrator_of_other_duties_ends_nothing(
    installation: Installation, kanri: Member, tanto: Member
) -> None:
    part = add_member(installation, "bubun", ("administrator", "childcare"))
    with installation.database.write() as unit:
        with pytest.raises(NotAllowed):
            end_right(installation, unit, part, tanto.id, held(unit, tanto).id, TODAY)
        with pytest.raises(NotAllowed):
            shut_out(installation, unit, part, tanto.id)
        assert held(unit, tanto).to_day is None
        assert trail(unit) == []


def test_the_last_administrator_keeps_the_right_even_to_a_day_to_come(
    installation: Installation, kanri: Member
) -> None:
    for last in (YESTERDAY, TODAY, "2027-03-31"):
        with installation.database.write() as unit, pytest.raises(LastAdministrator):
            end_right(installation, unit, kanri, kanri.id, held(unit, kanri).id, last)
    with installation.database.write() as unit, pytest.raises(LastAdministrator):
        shut_out(installation, unit, kanri, kanri.id)
    with installation.database.read() as unit:
        assert held(unit, kanri).to_day is None


@pytest.mark.both_engines
def test_of_two_administrators_who_end_each_other_at_once_one_stays(
    installation: Installation, kanri: Member, jinji: Member
) -> None:
    start = Barrier(2)

    def together(unit: Unit) -> None:
        staff_members.by_id(unit, kanri.id)
        if not installation.database.sqlite:  # which has one writer
            start.wait()

    def disable(pair: tuple[Member, Member]) -> bool:
        try:
            with installation.database.change() as unit:
                together(unit)
                shut_out(installation, unit, pair[0], pair[1].id)
        except LastAdministrator:
            return False
        return True

    def end(pair: tuple[Member, Member]) -> bool:
        try:
            with installation.database.change() as unit:
                together(unit)
                end_right(installation, unit, pair[0], pair[1].id, held(unit, pair[1]).id, "2026-12-31")
        except LastAdministrator:
            return False
        return True

    for act in (end, disable):
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(act, ((kanri, jinji), (jinji, kanri)))) == [False, True], act.__name__
        with installation.database.change() as unit:
            for member in (kanri, jinji):
                staff_rights.last_day(unit, held(unit, member).id, None)


def test_the_last_administrator_of_today_or_tomorrow_is_not_disabled(installation: Installation) -> None:
    tsugi = add_member(installation, "tsugi", ("clerk", "*"))
    with installation.database.write() as unit:
        disable_staff(installation, unit, KANRI, "tsugi")  # no member administers, as on a laptop
    for days in ((TODAY, None), ("2026-11-21", None)):
        with installation.database.write() as unit:
            staff_members.grant(unit, tsugi.id, RightRow("administrator", "*", *days))
            with pytest.raises(LastAdministrator):
                disable_staff(installation, unit, KANRI, "tsugi")


def test_an_administrator_may_go_on_the_day_before_another_one_comes(installation: Installation, kanri: Member) -> None:
    tsugi = add_member(installation, "tsugi")
    with installation.database.write() as unit:
        staff_members.grant(unit, tsugi.id, RightRow("administrator", "*", "2027-04-01", None))
        end_right(installation, unit, kanri, kanri.id, held(unit, kanri).id, "2027-03-31")
        demand_administrator_left(installation.clock, unit, ["2027-03-31", "2027-04-01"])


def test_an_administrator_of_one_duty_does_not_count_as_the_last_one(installation: Installation) -> None:
    add_member(installation, "bubun", ("administrator", "childcare"))
    with installation.database.write() as unit, pytest.raises(LastAdministrator):
        demand_administrator_left(installation.clock, unit, [])


def test_who_is_shut_out_has_no_right_from_now_on(installation: Installation, kanri: Member, tanto: Member) -> None:
    with installation.database.write() as unit:
        shut_out(installation, unit, kanri, tanto.id)
        assert tanto.id not in {right.staff_id for right in staff_rights.in_force(unit, TODAY)}
        assert trail(unit) == [("staff:kanri", "disable staff", "tanto")]
        with pytest.raises(NotFound):
            shut_out(installation, unit, kanri, tanto.id)
        with pytest.raises(NotFound):
            shut_out(installation, unit, kanri, 0)
