"""Other applications of the same person."""

import pytest
from sqlalchemy import text

from portal.services.desk.case.related_cases import RelatedCases, related_cases
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.people_in import principal_of
from portal.services.shared.rights import Member
from portal.store.cases import applications
from tests.portal.services.desk.at_work import BIRTH, acting, audited, case_of
from tests.portal.world import DUTY, add_member, alice, file_application

OTHER = "child-allowance"


@pytest.fixture
def earlier(installation: Installation, number: str) -> str:
    return file_application(installation, alice(installation))


def related(installation: Installation, member: Member, number: str) -> RelatedCases:
    with acting(installation, member, number) as (unit, case):
        return related_cases(installation, unit, member, case)


def numbers(lines: tuple[object, ...]) -> list[str]:
    return [line.receipt_number for line in lines]  # type: ignore[attr-defined]


def test_an_open_application_for_the_same_person_may_be_a_duplicate_and_the_look_is_audited(
    installation: Installation, reviewer: Member, number: str, earlier: str
) -> None:
    shown = related(installation, reviewer, number)
    assert (numbers(shown.twice), shown.earlier) == ([earlier], ())
    assert audited(installation, "see related cases") == [("staff:reviewer", earlier)]


def test_a_withdrawn_one_is_an_earlier_application_only(
    installation: Installation, reviewer: Member, number: str, earlier: str
) -> None:
    with installation.database.write() as unit:
        row = applications.by_number(unit, earlier)
        assert row is not None
        applications.move(unit, row, state="withdrawn", due=row.due, decided_at=row.arrived_at, now=row.arrived_at)
        unit.commit()
    shown = related(installation, reviewer, number)
    assert (shown.twice, numbers(shown.earlier)) == ((), [earlier])


def test_another_sections_cases_are_not_found(
    installation: Installation, reviewer: Member, number: str, earlier: str
) -> None:
    change = text("UPDATE application SET duty = :duty WHERE receipt_number = :number")
    with installation.database.write() as unit:
        unit.connection.execute(change, {"duty": OTHER, "number": earlier})
        unit.commit()
    assert related(installation, reviewer, number) == RelatedCases()
    assert audited(installation, "see related cases") == []
    both = add_member(installation, "both", ("reviewer", DUTY), ("reviewer", OTHER))
    assert numbers(related(installation, both, number).twice) == [earlier]


def test_whether_somebody_is_protected_changes_no_hint_at_their_other_applications(
    installation: Installation, reviewer: Member, number: str, earlier: str
) -> None:
    before = related(installation, reviewer, number)
    assert numbers(before.twice) == [earlier]
    with installation.database.write() as unit:
        for receipt_number in (number, earlier):
            row = applications.by_number(unit, receipt_number)
            assert row is not None
            protect(installation, unit, reviewer.actor, [], STAFF, application_id=row.id)
        unit.commit()
    with acting(installation, reviewer, number) as (unit, case):
        assert (case.protected, case.shows_all) == (True, False)
        assert related_cases(installation, unit, reviewer, case) == before


def test_a_principal_needs_a_name_and_a_birthday(installation: Installation, reviewer: Member, number: str) -> None:
    case = case_of(installation, reviewer, number)
    ((_, birth),) = principal_of(case.procedure, case.answers)
    assert birth == BIRTH
    for missing in ("name", "birth"):
        answers = {name: value for name, value in case.answers.items() if name != missing}
        assert principal_of(case.procedure, answers) == frozenset()
