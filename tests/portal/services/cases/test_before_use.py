"""Before a booked time is used."""

from dataclasses import replace
from datetime import date

import pytest

from forms.path.path import walk
from portal.services.cases.before_use import before_use
from portal.services.cases.cases import case_of_resident
from portal.services.shared.installation import Installation
from portal.store.my_cases import late_papers
from tests.portal.services.bookings.booking import ANSWERS, PROCEDURE
from tests.portal.services.bookings.test_shipped_locks import book_hall
from tests.portal.world import alice


def slot(day: str) -> dict[str, str]:
    return {"id": "x", "starts": f"{day}T09:00", "ends": f"{day}T10:00", "place": "x"}


@pytest.mark.parametrize(
    ("days", "until"),
    [
        ([], "2026-12-20"),
        (["2026-12-09"], "2026-12-08"),
        (["2026-12-09", "2026-12-05"], "2026-12-04"),
        (["2027-01-09"], "2026-12-20"),  # what is due earlier stays so
        (["2026-11-20", "2026-12-09"], "2026-12-08"),  # a time that is over when it begins
    ],
)
def test_what_is_due_is_due_before_the_first_time(installation: Installation, days: list[str], until: str) -> None:
    procedure = installation.catalogue.current(PROCEDURE)
    environment = installation.rules.environment(procedure, date(2026, 11, 20), "online")
    path = walk(procedure, {**ANSWERS, "kinds": ["lung", "stomach"]}, environment)
    asked = [field for field in procedure.fields if field.type.id == "slot"][: len(days)]
    answers = {field.id: slot(day) for field, day in zip(asked, days, strict=True)}
    path = replace(path, pages=(replace(path.pages[0], fields=tuple(asked)),), answers=answers)
    assert before_use(path, date(2026, 11, 20), date(2026, 12, 20)).isoformat() == until


def test_the_paper_of_a_free_booking_is_due_before_it_is_used(installation: Installation) -> None:
    session = alice(installation)
    number = book_hall(installation, session, discount="disabled")
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        (row,) = late_papers.of_application(unit, case.row.id)
    assert (row.paper, row.due) == ("handbook", "2026-11-26"), "of a time on the 27th"
