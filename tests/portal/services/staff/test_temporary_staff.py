"""Temporary staff of one disaster."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from portal.db import Unit
from portal.errors import Conflict
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.declare_disaster import end_disaster
from portal.services.staff.plan_moves import GIVE, TEMPORARY, Line, plan_moves
from portal.services.staff.propose_moves import carry_out
from portal.services.staff.temporary_staff import (
    MOST_PEOPLE,
    hold_to_disaster,
    read_people,
    send_home,
    temporary_members,
)
from portal.store.staff import staff_members, staff_rights
from portal.store.staff.disasters import DisasterRow
from tests.portal.later import later
from tests.portal.services.audit_trail import trail
from tests.portal.services.staff.disaster import DUTY, switch_on
from tests.portal.world import add_member

LIST = "ログイン名,氏名\nrinji1,見本 花\nrinji2,見本 次郎\n"


def come(installation: Installation, unit: Unit, kanri: Member, lines: Sequence[Line]) -> None:
    plans = plan_moves(unit, TEMPORARY, lines)
    carry_out(installation, unit, kanri.actor, plans)
    hold_to_disaster(installation.catalogue, unit, plans)


def read(installation: Installation, unit: Unit, disaster: DisasterRow, text: str) -> list[Line]:
    people = read_people(installation, unit, disaster, text.encode())
    assert people.faults == []
    return people.lines


@pytest.mark.parametrize(("days", "since"), [(-1, "2026-11-20"), (0, "2026-11-20"), (3, "2026-11-23")])
def test_each_line_is_a_clerk_of_the_disasters_duty_until_its_last_day(
    installation: Installation, kanri: Member, jinji: Member, days: int, since: str
) -> None:
    with installation.database.write() as unit:
        disaster = switch_on(installation, unit, kanri, jinji)
        assert read(later(installation, days=days), unit, disaster, LIST) == [
            Line("rinji1", "見本 花", "", "clerk", DUTY, since, "2026-12-20"),
            Line("rinji2", "見本 次郎", "", "clerk", DUTY, since, "2026-12-20"),
        ]


def test_a_login_that_is_unfit_or_taken_and_a_missing_name_are_faults_of_their_lines(
    installation: Installation, kanri: Member, jinji: Member
) -> None:
    with installation.database.write() as unit:
        disaster = switch_on(installation, unit, kanri, jinji)

        def faults(text: str) -> list[int]:
            return [fault.line for fault in read_people(installation, unit, disaster, text.encode()).faults]

        assert faults("ha na,見本 花\nkanri,見本 管\nx1,\nx2,見本 一\nx2,見本 二\nmachine:x,見本 三") == [1, 2, 3, 5, 6]
        assert faults("") == [0]
        assert faults("ログイン名,氏名\n") == [0]
        assert faults("".join(f"x{number},見本\n" for number in range(MOST_PEOPLE))) == []
        assert faults("".join(f"x{number},見本\n" for number in range(MOST_PEOPLE + 1))) == [0]


def test_temporary_staff_are_shut_out_after_the_last_day_without_anybodys_doing(
    installation: Installation, kanri: Member, jinji: Member
) -> None:
    with installation.database.write() as unit:
        disaster = switch_on(installation, unit, kanri, jinji)
        come(installation, unit, kanri, read(installation, unit, disaster, LIST))
        came = list(temporary_members(unit, disaster.id))
        assert [(row.login, stay.last_day) for row, stay in came] == [
            ("rinji1", "2026-12-20"),
            ("rinji2", "2026-12-20"),
        ]
        assert [row.shut_out("2026-12-20") for row, _ in came] == [False, False]
        assert [row.shut_out("2026-12-21") for row, _ in came] == [True, True]


def test_the_end_of_the_disaster_disables_them_and_ends_their_rights_as_of_yesterday(
    installation: Installation, kanri: Member, jinji: Member
) -> None:
    with installation.database.write() as unit:
        disaster = switch_on(installation, unit, kanri, jinji)
        come(installation, unit, kanri, read(installation, unit, disaster, LIST))
        third_day = later(installation, days=2)
        end_disaster(third_day, unit, jinji, disaster.id)
        came = [row for row, _ in temporary_members(unit, disaster.id)]
        assert [row.disabled_at is not None for row in came] == [True, True]
        assert [right.to_day for right in staff_rights.of_staff(unit, came[0].id)] == ["2026-11-21"]
        before = trail(unit)
        assert [entry[1:] for entry in before[-2:]] == [("disable staff", "rinji1"), ("disable staff", "rinji2")]
        send_home(third_day, unit, jinji.actor, disaster.id)
        assert trail(unit) == before, "removed staff are not removed again"


def test_nobody_comes_after_the_end_or_with_an_account_of_their_own(
    installation: Installation, kanri: Member, jinji: Member
) -> None:
    tanto = add_member(installation, "tanto")
    with installation.database.write() as unit:
        disaster = switch_on(installation, unit, kanri, jinji)
        lines = read(installation, unit, disaster, LIST)
        with pytest.raises(Conflict):
            hold_to_disaster(
                installation.catalogue, unit, plan_moves(unit, GIVE, [replace(lines[0], login=tanto.login)])
            )
        end_disaster(installation, unit, jinji, disaster.id)
        with pytest.raises(Conflict):
            come(installation, unit, kanri, lines)
        assert list(temporary_members(unit, disaster.id)) == []
    with installation.database.read() as unit:
        assert staff_members.by_login(unit, "rinji1") is None
