"""Cases in other sections are counted, never named."""

import pytest
from sqlalchemy import text

from portal.errors import NotAllowed
from portal.services.desk.queue.count_elsewhere import count_elsewhere
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from tests.portal.services.desk.at_work import acting, audited
from tests.portal.world import DUTY, add_member, alice, file_application

OTHER = "child-allowance"
GROUND = "give_notice"


@pytest.fixture
def elsewhere(installation: Installation) -> str:
    receipt = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        change = text("UPDATE application SET duty = :duty WHERE receipt_number = :number")
        unit.connection.execute(change, {"duty": OTHER, "number": receipt})
        unit.commit()
    return receipt


def counted(installation: Installation, member: Member, number: str) -> list[tuple[str, int]]:
    with acting(installation, member, number) as (unit, case):
        return count_elsewhere(installation, unit, member, case, GROUND)


def test_only_cases_of_other_sections_are_counted(
    installation: Installation, reviewer: Member, number: str, elsewhere: str
) -> None:
    file_application(installation, alice(installation))  # in the own section
    office = installation.city.office(OTHER, installation.clock.today()).office
    assert counted(installation, reviewer, number) == [(office, 1)]
    both = add_member(installation, "both", ("reviewer", DUTY), ("clerk", OTHER))
    assert counted(installation, both, number) == []


def test_each_count_is_audited_with_its_ground(
    installation: Installation, reviewer: Member, number: str, elsewhere: str
) -> None:
    counted(installation, reviewer, number)
    assert audited(installation, "count cases elsewhere") == [
        ("staff:reviewer", f"elsewhere 1 applications {GROUND}"),
    ]


def test_whether_somebody_is_protected_changes_no_count(
    installation: Installation, reviewer: Member, number: str, elsewhere: str
) -> None:
    before = counted(installation, reviewer, number)
    with installation.database.write() as unit:
        for receipt_number in (number, elsewhere):
            row = applications.by_number(unit, receipt_number)
            assert row is not None
            protect(installation, unit, reviewer.actor, [], STAFF, application_id=row.id)
        unit.commit()
    assert counted(installation, reviewer, number) == before != []


def test_a_clerk_counts_nothing(installation: Installation, number: str, elsewhere: str) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with pytest.raises(NotAllowed):
        counted(installation, clerk, number)
    assert audited(installation, "count cases elsewhere") == []
