"""A decision keeps what the resident has by it, with the first day of a reminder."""

from datetime import date

import pytest

from forms.definition.outcome import Outcome
from portal.services.cases.cases import case_of_member
from portal.services.cases.entitlements import next_reminder
from portal.services.cases.result import apply_results, report_results
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.reopen_decision import reopen_decision
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications, entitlements
from tests.portal.results import CORE, CORE_RESULT, core_case, core_examiner, decide, sample_answers
from tests.portal.two_zones import Zones
from tests.portal.world import alice, file_application

TERM = Outcome("approved", "approved", term="result.term", remind_days=(60, 30))


@pytest.fixture
def session(zones: Zones) -> Session:
    return alice(zones.outer)


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
        apply_results(unit, case, carried)
        assert entitlements.of_applications(unit, [case.row.id]) == [row]
        apply_results(unit, case, [result | {"made_at": result["made_at"] + 1} for result in carried])
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


def withdraw_reopened(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        reopen_decision(installation, unit, member, case, case.row.revision, "change", "数を直します。")
        unit.commit()
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        decision = read_decision(installation, case, "withdrawn", "")
        decide_application(installation, unit, member, case, case.row.revision, decision)
        unit.commit()


def left(installation: Installation, number: str) -> list[str]:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return [entitlement.outcome for entitlement in entitlements.of_applications(unit, [row.id])]


def test_a_withdrawal_after_a_reopening_leaves_nothing(installation: Installation) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member)
    assert left(installation, number) == ["approved"]
    withdraw_reopened(installation, member, number)
    assert left(installation, number) == []


def test_a_withdrawal_inside_leaves_nothing_outside_either(zones: Zones, session: Session) -> None:
    member = core_examiner(zones.inner)
    number = file_application(zones.outer, session, of=CORE, answers=sample_answers(zones.outer, CORE))
    zones.round()
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, member, number)
        pass_screening(zones.inner, unit, member, case, case.row.revision)
        unit.commit()
    decide(zones.inner, member, number, "approved", CORE_RESULT)
    zones.round()
    assert left(zones.outer, number) == ["approved"]
    withdraw_reopened(zones.inner, member, number)
    zones.round()
    assert left(zones.outer, number) == []
