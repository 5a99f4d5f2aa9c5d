"""The acts of giving a paper stand or fall together, on both databases."""

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import case_of_member
from portal.services.fees.give_at_counter import Giving, Pressed, give_at_counter, giving_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.fees import payments, tills
from tests.portal.services.fees.paying import DUTY, register_with_fee
from tests.portal.world import add_member

DAY = "2026-11-20"


@pytest.fixture
def member(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def seen(installation: Installation, member: Member, number: str) -> tuple[Giving, int, Pressed]:
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        giving = giving_of(installation, unit, member, case)
    assert giving is not None
    ticks = frozenset(item.id for item in giving.checks)
    return giving, case.row.revision, Pressed("general", str(case.row.answers_revision), str(giving.amount), ticks)


def press(
    installation: Installation, member: Member, number: str, revision: int, pressed: Pressed
) -> tuple[tuple[str, str], ...]:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        mistakes = give_at_counter(installation, unit, member, case, revision, pressed)
        unit.commit()
    return mistakes


def stored(installation: Installation, number: str) -> tuple[str, int, int]:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return row.state, len(payments.of_application(unit, row.id)), len(tills.entries(unit, "general", DAY))


def test_it_is_paid_and_decided_once_however_often_it_is_pressed(installation: Installation, member: Member) -> None:
    number = register_with_fee(installation, member)
    giving, revision, pressed = seen(installation, member, number)
    assert (giving.outcome, giving.amount, giving.stopped, len(giving.checks)) == ("approved", 600, (), 7)
    assert [press(installation, member, number, revision, pressed) for _ in range(2)] == [(), ()]
    assert stored(installation, number) == ("approved", 1, 1)


def test_a_refused_part_leaves_nothing_of_the_others(installation: Installation, member: Member) -> None:
    number = register_with_fee(installation, member)
    _, revision, pressed = seen(installation, member, number)
    late = Pressed(
        pressed.place, "9", pressed.amount, pressed.checked
    )  # the money is taken before the ticks are refused
    with pytest.raises(Conflict):
        press(installation, member, number, revision, late)
    with pytest.raises(Conflict):
        press(installation, member, number, revision + 1, pressed)
    none = Pressed(pressed.place, pressed.answers, pressed.amount, frozenset())
    assert {key for _, key in press(installation, member, number, revision, none)} == {"unticked"}
    assert stored(installation, number) == ("received", 0, 0)


def test_who_may_only_enter_and_take_fees_gives_nothing(installation: Installation, member: Member) -> None:
    number = register_with_fee(installation, member)
    _, revision, pressed = seen(installation, member, number)
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with pytest.raises(NotAllowed):
        press(installation, clerk, number, revision, pressed)
    assert stored(installation, number) == ("received", 0, 0)
