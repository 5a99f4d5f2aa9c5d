"""Equal letters are compared on one page and confirmed once; anything out of the ordinary is in no stack."""

import pytest

from portal.errors import NotAllowed
from portal.services.notices.check_stack import CHANGED, LATE, MOST, Stack, check_stack, chosen_lines, stacks
from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.dispatching import decided, line_of, returned
from tests.portal.services.notices.dispatching import audited, check
from tests.portal.world import DUTY, add_member

COUNT = 4


@pytest.fixture
def waiting(installation: Installation, reviewer: Member) -> list[str]:
    return [decided(installation, reviewer) for _ in range(COUNT)]


def stack_of(installation: Installation, member: Member) -> Stack:
    with installation.database.read() as unit:
        (stack,) = stacks(installation, unit, member, DUTY)
    return stack


def confirm(
    installation: Installation, member: Member, chosen: dict[int, str]
) -> tuple[tuple[int, ...], tuple[tuple[str, str], ...]]:
    with installation.database.write() as unit:
        done = check_stack(installation, unit, member, chosen)
        unit.commit()
    return done


def test_notices_of_one_kind_are_a_stack_and_checked_together(
    installation: Installation, reviewer: Member, clerk: Member, waiting: list[str]
) -> None:
    returned(installation, reviewer)
    stack = stack_of(installation, clerk)
    assert [line.receipt_number for line in stack.lines] == waiting
    assert {(line.to.name, line.to.postal) for line in stack.lines} == {("髙見本 太郎", "0000001")}
    checked, stopped = confirm(installation, clerk, {line.id: line.seen for line in stack.lines[:3]})
    assert (list(checked), stopped) == ([line.id for line in stack.lines[:3]], ())
    assert [line_of(installation, number).state for number in waiting] == ["checked"] * 3 + ["waiting"]
    assert {line_of(installation, number).checked_by for number in waiting[:3]} == {clerk.id}
    assert len(audited(installation, "check letter")) == 3
    with installation.database.read() as unit:
        assert stacks(installation, unit, clerk, DUTY) == (), "one letter is no stack"


def test_a_letter_that_changed_since_the_page_or_was_taken_by_somebody_is_stopped_alone(
    installation: Installation, clerk: Member, waiting: list[str]
) -> None:
    stack = stack_of(installation, clerk)
    chosen = {line.id: line.seen for line in stack.lines}
    assert check(installation, clerk, waiting[0]) == ""
    chosen[stack.lines[1].id] = "what stood there before"
    checked, stopped = confirm(installation, clerk, chosen)
    assert list(checked) == [line.id for line in stack.lines[2:]]
    assert stopped == ((waiting[0], LATE), (waiting[1], CHANGED))
    assert line_of(installation, waiting[1]).state == "waiting"


def test_a_letter_to_somebody_protected_is_in_no_stack_and_not_checked_by_one(
    installation: Installation, clerk: Member, waiting: list[str]
) -> None:
    stack = stack_of(installation, clerk)
    guard = add_member(installation, "guard", ("protected", DUTY), ("clerk", DUTY))
    with installation.database.write() as unit:
        protect(installation, unit, guard.actor, [("髙見本　太郎", "1949-04-03")], "staff", "申し出")
        unit.commit()
    with installation.database.read() as unit:
        assert stacks(installation, unit, clerk, DUTY) == stacks(installation, unit, guard, DUTY) == ()
    checked, stopped = confirm(installation, guard, {line.id: line.seen for line in stack.lines})
    assert (checked, {why for _, why in stopped}) == ((), {CHANGED})
    assert {line_of(installation, number).state for number in waiting} == {"waiting"}


def test_only_who_delivers_has_stacks(installation: Installation, waiting: list[str], clerk: Member) -> None:
    stack_of(installation, clerk)
    other = add_member(installation, "other", ("clerk", "roads"))
    with installation.database.write() as unit, pytest.raises(NotAllowed):
        stacks(installation, unit, other, DUTY)


def test_boxes_that_are_no_lines_are_passed_over() -> None:
    assert chosen_lines(["1:ab", "x:ab", "-1:ab", "2", "9" * 16 + ":a"]) == {1: "ab", 2: ""}
    assert len(chosen_lines([f"{number}:a" for number in range(MOST + 9)])) == MOST
