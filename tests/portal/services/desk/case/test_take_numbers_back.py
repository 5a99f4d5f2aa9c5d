"""Returned 文書番号 in a table: all lines or none."""

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.desk.case.take_numbers_back import (
    NEW,
    OTHER,
    SAME,
    ReadNumbers,
    keep_number,
    keep_numbers,
    read_numbers,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import acting, audited
from tests.portal.world import DUTY, add_member, alice, file_application

TODAY = "2026-11-20"


def table(*lines: tuple[str, str, str]) -> bytes:
    return "\r\n".join(["受付番号,文書番号,決裁日", *(",".join(line) for line in lines)]).encode()


def read(installation: Installation, member: Member, content: bytes) -> ReadNumbers:
    with installation.database.read() as unit:
        return read_numbers(installation, unit, member, content)


def keep(installation: Installation, member: Member, read_table: ReadNumbers) -> int:
    with installation.database.write() as unit:
        changes = keep_numbers(installation, unit, member, read_table.lines)
        unit.commit()
    return changes


def test_a_table_is_kept_once_and_a_changed_number_says_what_it_replaces(
    installation: Installation, reviewer: Member, number: str
) -> None:
    first = read(installation, reviewer, table((number, "介資12", TODAY)))
    assert ([line.what for line in first.lines], first.changes, first.faults) == ([NEW], 1, [])
    assert keep(installation, reviewer, first) == 1
    again = read(installation, reviewer, table((number, "介資12", "2026-11-20")))
    assert ([line.what for line in again.lines], keep(installation, reviewer, again)) == ([SAME], 0)
    other = read(installation, reviewer, table((number, "介資13", TODAY)))
    assert [(line.what, line.before, line.name) for line in other.lines] == [(OTHER, "介資12", "髙見本　太郎")]
    assert keep(installation, reviewer, other) == 1
    assert [detail for _, detail in audited(installation, "take number back")] == ["介資12", "介資13"]


@pytest.mark.parametrize(
    "content",
    ["受付番号,文書番号\r\n1,2", "受付番号,文書番号,決裁日,決裁日\r\n", "受付番号,文書番号,決裁日\r\n , , \r\n", "受付番号,文書番号,決裁日\r\n1,2\r\n"],
)  # fmt: skip
def test_a_table_with_missing_doubled_or_empty_columns_is_a_fault(
    installation: Installation, reviewer: Member, content: str
) -> None:
    numbers = read(installation, reviewer, content.encode())
    assert numbers.lines == []
    assert len(numbers.faults) == 1


def test_another_sections_case_is_reported_like_one_that_does_not_exist(
    installation: Installation, reviewer: Member, number: str
) -> None:
    stranger = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    unknown = read(installation, reviewer, table(("26-000-000-000", "介資12", TODAY))).faults
    for member in (stranger, clerk):
        assert read(installation, member, table((number, "介資12", TODAY))).faults == unknown


def test_a_number_belongs_to_one_case(installation: Installation, reviewer: Member, number: str) -> None:
    second = file_application(installation, alice(installation))
    today = installation.clock.today()
    twice = read(installation, reviewer, table((number, "介資12", TODAY), (second, "介資12", TODAY)))
    assert [(fault.line, "前の行" in fault.words) for fault in twice.faults] == [(3, True)]
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with acting(installation, reviewer, number) as (unit, case):
        keep_number(installation, unit, reviewer, case, "介資12", today)
        with pytest.raises(NotAllowed):
            keep_number(installation, unit, clerk, case, "介資12", today)
    with acting(installation, reviewer, second) as (unit, case), pytest.raises(Conflict):
        keep_number(installation, unit, reviewer, case, "介資12", today)
