"""Replacement characters, stored sealed."""

from collections.abc import Mapping

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import Case
from portal.services.handover.choose_character import MOST_SIGNS, choose_character, chosen, may_replace
from portal.services.shared.installation import Installation
from portal.services.shared.people_in import people_in
from portal.services.shared.rights import Member
from portal.store.handover import character_choices
from tests.portal.audited import audited
from tests.portal.services.desk.at_work import case_of
from tests.portal.services.handover.test_hand_over import CORE, GENERIC, YOSHINO, examining
from tests.portal.world import DUTY, add_member

LATER = 1 << 60


@pytest.fixture
def exporter(installation: Installation) -> Member:
    return add_member(installation, "exporter", ("exporter", DUTY), ("reviewer", DUTY))


def choose(installation: Installation, member: Member, case: Case, instead: str, character: str = "𠮷") -> None:
    with installation.database.write() as unit:
        choose_character(installation, unit, member, case, installation.layouts[CORE], character, instead)
        unit.commit()


def choices(
    installation: Installation, *cases: Case, layout: str = CORE, until: int = LATER
) -> list[Mapping[str, str]]:
    people = [(case.row.id, people_in(case.procedure, case.answers)) for case in cases]
    with installation.database.read() as unit:
        by_case = chosen(installation, unit, layout, people, until)
    return [by_case.get(case.row.id, {}) for case in cases]


@pytest.mark.parametrize(
    ("instead", "may"),
    [("吉", True), ("吉" * MOST_SIGNS, True), ("吉" * (MOST_SIGNS + 1), False), (" ", False), ("𠮷", False), ("\ue000", False)],
)  # fmt: skip
def test_a_replacement_is_short_and_can_be_written_by_the_target(
    installation: Installation, instead: str, may: bool
) -> None:
    assert may_replace(installation.layouts[CORE], instead) is may


def test_a_choice_holds_for_the_same_person_in_this_layout_and_for_nobody_else(
    installation: Installation, exporter: Member
) -> None:
    first, again = (case_of(installation, exporter, examining(installation, exporter, YOSHINO)) for _ in range(2))
    older = case_of(installation, exporter, examining(installation, exporter, {**YOSHINO, "birth": "1940-01-01"}))
    choose(installation, exporter, first, "吉")
    assert choices(installation, first, again, older) == [{"𠮷": "吉"}, {"𠮷": "吉"}, {}]
    assert choices(installation, first, layout=GENERIC) == [{}]


def test_the_last_choice_counts_and_a_batch_of_before_keeps_its_own(
    installation: Installation, exporter: Member
) -> None:
    case = case_of(installation, exporter, examining(installation, exporter, YOSHINO))
    assert choices(installation, case) == [{}]
    choose(installation, exporter, case, "吉")
    choose(installation, exporter, case, "喜")
    assert choices(installation, case) == [{"𠮷": "喜"}]
    assert choices(installation, case, until=1) == [{}]


def test_neither_table_nor_audit_shows_the_character(installation: Installation, exporter: Member) -> None:
    case = case_of(installation, exporter, examining(installation, exporter, YOSHINO))
    choose(installation, exporter, case, "吉")
    assert audited(installation, "choose sign") == [(str(exporter.actor), CORE)]
    with installation.database.read() as unit:
        assert character_choices.any_of(unit, CORE)
        (stored,) = unit.connection.exec_driver_sql("SELECT * FROM sign_choice").all()
    assert not any(
        character in str(stored) or character.encode() in bytes(stored.sealed_choice) for character in "𠮷吉"
    )


def test_who_may_not_hand_over_chooses_nothing_and_a_needless_choice_is_refused(
    installation: Installation, exporter: Member, reviewer: Member
) -> None:
    case = case_of(installation, exporter, examining(installation, exporter, YOSHINO))
    with pytest.raises(NotAllowed):
        choose(installation, reviewer, case, "吉")
    for character, instead in (("野", "山"), ("𠮷", "𠮷")):
        with pytest.raises(Conflict):
            choose(installation, exporter, case, instead, character)
    assert choices(installation, case) == [{}]
