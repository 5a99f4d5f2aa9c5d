"""A decision keeps what the resident has by it, with the first day of a reminder."""

from datetime import date

import pytest

from forms.definition.outcome import Outcome
from portal.services.cases.cases import case_of_member
from portal.services.cases.entitlements import next_reminder
from portal.services.cases.result import hear_results, report_results
from portal.services.shared.installation import Installation
from portal.store.cases import entitlements
from tests.portal.results import core_case, core_examiner

TERM = Outcome("approved", "approved", term="result.term", remind_days=(60, 30))


@pytest.mark.parametrize(
    ("after", "day"),
    [("2026-11-20", "2027-04-01"), ("2027-04-01", "2027-05-01"), ("2027-05-01", ""), ("2027-06-01", "")],
)
def test_the_next_reminder_is_the_first_that_is_still_ahead(after: str, day: str) -> None:
    assert next_reminder(TERM, "2027-05-31", date.fromisoformat(after)) == day


def test_without_an_end_nobody_is_reminded() -> None:
    assert (next_reminder(TERM, "", date(2026, 11, 20)), next_reminder(None, "2027-05-31", date(2026, 11, 20))) == (
        "",
        "",
    )


def test_the_term_of_a_result_is_kept_here_and_in_the_zone_that_hears_it(installation: Installation) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        (row,) = entitlements.of_applications(unit, [case.row.id])
        carried = report_results(unit, case)
        hear_results(unit, case, carried)
        assert entitlements.of_applications(unit, [case.row.id]) == [row]
        hear_results(unit, case, [result | {"made_at": result["made_at"] + 1} for result in carried])
        (heard,) = entitlements.of_applications(unit, [case.row.id])
    assert (row.outcome, row.first_on, row.last_on, row.remind_on) == (
        "approved",
        "2026-11-20",
        "2027-05-31",
        "2027-04-01",
    )
    assert (heard.made_at, heard.last_on, heard.remind_on) == (row.made_at + 1, row.last_on, row.remind_on)


def test_a_refusal_gives_nothing(installation: Installation) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member, "")
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        assert entitlements.of_applications(unit, [case.row.id]) == []
