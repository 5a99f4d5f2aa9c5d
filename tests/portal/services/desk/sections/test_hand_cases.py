"""担当替え to a colleague or their substitute."""

import pytest

from portal.errors import NotAllowed
from portal.services.desk.sections.hand_cases import (
    CANNOT,
    CHANGED,
    GIVEN,
    Handed,
    cases_of,
    choices_for,
    hand_all,
    hand_case,
)
from portal.services.desk.sections.take_case import take_case
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.colleagues import colleagues
from portal.store.staff import staff_absences
from tests.portal.services.desk.at_work import NAME, acting, audited, case_of, decided
from tests.portal.world import DUTY, add_member, alice, file_application

OTHER = "child-allowance"


@pytest.fixture
def colleague(installation: Installation) -> Member:
    return add_member(installation, "colleague", ("reviewer", DUTY))


def hand(installation: Installation, member: Member, number: str, to: Member, late: int = 0) -> Handed:
    with acting(installation, member, number) as (unit, case):
        return hand_case(installation, unit, member, case, case.row.revision - late, to.id)


def test_a_case_is_handed_to_a_colleague_and_audited(
    installation: Installation, reviewer: Member, colleague: Member, number: str
) -> None:
    assert hand(installation, reviewer, number, colleague) == Handed(
        number, GIVEN, "colleagueさん", f"{number}:1:0:{colleague.id}"
    )
    assert hand(installation, colleague, number, reviewer).result == GIVEN
    assert case_of(installation, reviewer, number).row.assignee_id == reviewer.id
    assert audited(installation, "hand case") == [
        ("staff:reviewer", " to colleague"), ("staff:colleague", "colleague to reviewer"),
    ]  # fmt: skip


def test_in_an_absence_the_substitute_gets_it(
    installation: Installation, reviewer: Member, colleague: Member, number: str
) -> None:
    substitute = add_member(installation, "kawari", ("reviewer", DUTY))
    with installation.database.write() as unit:
        staff_absences.add(unit, colleague.id, "2026-11-20", "2026-11-20", substitute.id)
        unit.commit()
    assert hand(installation, reviewer, number, colleague).to == "kawariさん"
    assert case_of(installation, reviewer, number).row.assignee_id == substitute.id


def test_one_word_for_everybody_who_cannot_have_it(installation: Installation, reviewer: Member, number: str) -> None:
    """A different word would disclose a family relation."""
    namesake = add_member(installation, "taro", ("reviewer", DUTY), name=NAME)
    stranger, clerk = (
        add_member(installation, login, right)
        for login, right in (("charlie", ("reviewer", OTHER)), ("clerk", ("clerk", DUTY)))
    )
    handed = [hand(installation, reviewer, number, member) for member in (namesake, stranger, clerk)]
    assert handed == [Handed(number, CANNOT)] * 3
    with pytest.raises(NotAllowed):
        hand(installation, clerk, number, reviewer)
    assert case_of(installation, reviewer, number).row.assignee_id is None


def test_a_changed_or_decided_case_stays(
    installation: Installation, reviewer: Member, colleague: Member, number: str
) -> None:
    assert hand(installation, reviewer, number, colleague, late=1).result == CHANGED
    with acting(installation, reviewer, number) as (unit, case):
        handed = hand_case(installation, unit, reviewer, decided(case), case.row.revision, colleague.id)
    assert handed.result == CHANGED
    assert audited(installation, "hand case") == []


def test_all_open_cases_of_a_colleague_are_handed_and_what_changed_is_reported(
    installation: Installation, reviewer: Member, colleague: Member, number: str
) -> None:
    second = file_application(installation, alice(installation), days_ago=5)
    for taken in (number, second):
        with acting(installation, colleague, taken) as (unit, case):
            take_case(installation, unit, colleague, case, case.row.revision)
    with installation.database.write() as unit:
        rows = cases_of(installation.city, unit, reviewer, colleague.id)
        assert [row.receipt_number for row in rows] == [second, number]
        seen = {row.receipt_number: row.revision for row in rows} | {"26-000-000-000": 0}
        handed = hand_all(installation, unit, reviewer, colleague.id, seen, reviewer.id)
        unit.commit()
    assert [(result.receipt_number, result.result) for result in handed] == [
        (second, GIVEN), (number, GIVEN), ("26-000-000-000", CHANGED),
    ]  # fmt: skip
    with installation.database.read() as unit:
        assert cases_of(installation.city, unit, reviewer, colleague.id) == []
        assert [choice.id for choice in choices_for(colleagues(installation.clock, unit), (OTHER,))] == []
