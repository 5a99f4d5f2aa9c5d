"""The answers of a case open for an auditor who has stated a ground, for that case and day."""

import pytest

from portal.errors import GroundNeeded
from portal.services.cases.audit_ground import opened_grounds, state_audit_ground
from portal.services.cases.cases import case_of_member
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.audit import audit_looks
from portal.store.cases import applications
from tests.portal.later import later
from tests.portal.world import ANSWERS, DUTY, PLACE, add_member, alice, file_application

WORDS = "髙見本さんの苦情の調査"


@pytest.fixture
def auditor(installation: Installation) -> Member:
    return add_member(installation, "kansa", ("auditor", "*"))


def state(installation: Installation, member: Member, number: str, words: str = WORDS) -> bool:
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        stated = state_audit_ground(installation, unit, member, row, words)
        unit.commit()
    return stated


def opens(installation: Installation, member: Member, number: str) -> bool:
    with installation.database.read() as unit:
        try:
            return case_of_member(installation, unit, member, number).answers == ANSWERS
        except GroundNeeded:
            return False


def test_a_ground_opens_this_case_for_this_auditor_until_midnight(installation: Installation, auditor: Member) -> None:
    number, other = (file_application(installation, alice(installation)) for _ in range(2))
    colleague = add_member(installation, "kansa2", ("auditor", DUTY))
    assert not opens(installation, auditor, number)
    assert state(installation, auditor, number)
    assert opens(installation, auditor, number)
    assert not opens(installation, auditor, other)
    assert not opens(installation, colleague, number)
    assert opens(later(installation, hours=13), auditor, number), "23:00"
    assert not opens(later(installation, hours=15), auditor, number), "1:00 of the next day"


def test_empty_words_state_nothing(installation: Installation, auditor: Member) -> None:
    number = file_application(installation, alice(installation))
    assert not state(installation, auditor, number, " \u3000\n")
    assert not opens(installation, auditor, number)


def test_who_works_on_the_duty_states_nothing_and_on_another_duty_does(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    both = frozenset({("auditor", "*"), ("clerk", DUTY)})
    assert opens(installation, Member(1, "both", "", both, PLACE), number)
    assert not opens(installation, Member(1, "x", "", frozenset({("auditor", "*"), ("clerk", "roads")}), PLACE), number)


def test_the_words_are_sealed_in_the_record_and_open_for_who_audits(
    installation: Installation, auditor: Member
) -> None:
    number = file_application(installation, alice(installation))
    state(installation, auditor, number)
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        looks = audit_looks.of_application(unit, row.id)
    assert [WORDS in look.detail for look in looks if look.action == "state ground"] == [False]
    assert [look.detail for look in opened_grounds(installation.keys, looks) if look.action == "state ground"] == [
        f"そのほか：{WORDS}"
    ]
