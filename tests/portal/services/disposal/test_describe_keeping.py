"""A case's retention for staff."""

from dataclasses import replace
from datetime import date

import pytest

from portal.clock import to_micro
from portal.services.cases.cases import Case, case_of_member
from portal.services.disposal.describe_keeping import keeping_panel
from portal.services.disposal.hold_disposal import hold_case
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.later import at
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def case(installation: Installation, reviewer: Member) -> Case:
    number = file_application(installation, alice(installation))
    with installation.database.read() as unit:
        return case_of_member(installation, unit, reviewer, number)


def decided(installation: Installation, case: Case, moment: str) -> Case:
    instant = to_micro(at(installation, moment).clock.now())
    return replace(case, row=case.row._replace(decided_at=instant))


@pytest.mark.parametrize(
    ("moment", "free_on"),
    [("2027-03-31T23:59:00+09:00", date(2032, 4, 1)), ("2027-04-01T00:00:00+09:00", date(2033, 4, 1))],
)
def test_the_years_begin_with_the_fiscal_year_after_the_end_of_the_case(
    installation: Installation, reviewer: Member, case: Case, moment: str, free_on: date
) -> None:
    with installation.database.read() as unit:
        panel = keeping_panel(installation.keys, unit, reviewer, decided(installation, case, moment))
    assert panel["free_on"] == free_on


def test_no_day_is_guessed_for_an_open_case_or_an_unknown_wording(
    installation: Installation, reviewer: Member, case: Case
) -> None:
    ended = decided(installation, case, "2026-12-01T10:00:00+09:00")
    assert ended.procedure.keep is not None
    unknown = replace(ended.procedure, keep=replace(ended.procedure.keep, from_="事業が終わった日"))
    with installation.database.read() as unit:
        for open_end in (
            case,
            replace(ended, procedure=unknown),
            replace(ended, procedure=replace(unknown, keep=None)),
        ):
            assert keeping_panel(installation.keys, unit, reviewer, open_end)["free_on"] is None


def test_holds_are_listed_and_only_an_approver_may_lift_them(
    installation: Installation, reviewer: Member, case: Case
) -> None:
    approver, auditor = (add_member(installation, role, (role, DUTY)) for role in ("approver", "auditor"))
    with installation.database.write() as unit:
        hold_case(installation, unit, reviewer, case, "照会", "")
        panels = [keeping_panel(installation.keys, unit, member, case) for member in (reviewer, approver, auditor)]
    assert [(panel["keeps"], panel["lifts"]) for panel in panels] == [(True, False), (True, True), (False, False)]
    assert [hold.reason for hold in panels[0]["legal_holds"]] == ["照会"]
