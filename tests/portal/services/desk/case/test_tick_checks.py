"""確認項目: ticks are merged, changed answers void them."""

from dataclasses import replace

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import Case
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.case.tick_checks import CheckItem, check_items, tick_checks, unticked
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import acting, audited, case_of, decided
from tests.portal.world import DUTY, add_member


def checked(case: Case) -> Case:
    """Of a procedure with two checks."""
    return replace(case, procedure=replace(case.procedure, check=("資格があるか", "口座が本人のものか")))


def items(installation: Installation, member: Member, number: str, newer: int = 0) -> tuple[CheckItem, ...]:
    """`newer`: number of later revisions of the answers."""
    case = checked(case_of(installation, member, number))
    later = replace(case, row=case.row._replace(answers_revision=case.row.answers_revision + newer))
    with installation.database.read() as unit:
        return check_items(installation.clock, unit, later, describe_case(installation, unit, case, member.id))


def tick(installation: Installation, member: Member, number: str, was: set[str], now: set[str]) -> None:
    with acting(installation, member, number) as (unit, opened):
        case = checked(opened)
        tick_checks(installation, unit, member, case, str(case.row.answers_revision), was, now)


def test_only_what_a_member_changed_is_stored(installation: Installation, reviewer: Member, number: str) -> None:
    colleague = add_member(installation, "colleague", ("reviewer", DUTY))
    first, second = (item.id for item in items(installation, reviewer, number))
    tick(installation, reviewer, number, set(), {first})
    tick(installation, colleague, number, set(), {second})  # a page opened before the first tick
    tick(installation, colleague, number, {first}, {first})
    assert [(item.ticked, item.who) for item in items(installation, reviewer, number)] == [
        (True, "reviewerさん"), (True, "colleagueさん"),
    ]  # fmt: skip
    tick(installation, reviewer, number, {first, second}, {second})
    tick(installation, colleague, number, {first, second}, {first, second})  # a page opened before the tick was removed
    assert [item.ticked for item in items(installation, reviewer, number)] == [False, True]
    assert [detail for _, detail in audited(installation, "tick checks")] == [
        "1 ticked 0 taken back", "1 ticked 0 taken back", "0 ticked 1 taken back",
    ]  # fmt: skip


def test_changed_answers_void_a_tick(installation: Installation, reviewer: Member, number: str) -> None:
    first = items(installation, reviewer, number)[0].id
    tick(installation, reviewer, number, set(), {first})
    current, after = items(installation, reviewer, number)[0], items(installation, reviewer, number, newer=1)[0]
    assert [(item.ticked, item.before) for item in (current, after)] == [(True, False), (False, True)]


def test_an_old_page_a_decided_case_and_a_clerk_tick_nothing(
    installation: Installation, reviewer: Member, number: str
) -> None:
    first = items(installation, reviewer, number)[0].id
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with acting(installation, reviewer, number) as (unit, case):
        shown = str(case.row.answers_revision)
        for answers, opened in ((f"{shown}0", case), (shown, decided(case))):
            with pytest.raises(Conflict):
                tick_checks(installation, unit, reviewer, opened, answers, set(), {first})
        with pytest.raises(NotAllowed):
            tick_checks(installation, unit, clerk, case, shown, set(), {first})
    assert not any(item.ticked for item in items(installation, reviewer, number))


def test_an_approval_counts_what_is_unticked_and_a_refusal_does_not(
    installation: Installation, reviewer: Member, number: str
) -> None:
    first, *others = items(installation, reviewer, number)
    tick(installation, reviewer, number, set(), {first.id})
    case = checked(case_of(installation, reviewer, number))
    with installation.database.read() as unit:
        assert unticked(installation, unit, case, "approved", reviewer.id) == tuple(item.words for item in others)
        assert unticked(installation, unit, case, "refused", reviewer.id) == ()
