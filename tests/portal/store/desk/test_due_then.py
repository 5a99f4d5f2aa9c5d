"""Corrections and papers that are due on given days."""

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.desk.due_then import due_between
from tests.portal.services.desk.at_work import acting
from tests.portal.services.desk.case.test_enter_correction import give_back
from tests.portal.services.desk.owing import owe
from tests.portal.world import DUTY


def test_both_are_named_with_what_is_due_and_only_on_these_days(
    installation: Installation, reviewer: Member, number: str
) -> None:
    give_back(installation, reviewer, number)  # until 4 December
    with acting(installation, reviewer, number) as (unit, case):
        owe(installation, unit, case, "2026-12-05")
    with installation.database.read() as unit:
        assert due_between(unit, (DUTY,), "2026-12-04", "2026-12-05") == [(number, "correction"), (number, "paper")]
        assert due_between(unit, (DUTY,), "2026-12-05", "2026-12-09") == [(number, "paper")]
        assert due_between(unit, ("tax",), "2026-12-04", "2026-12-05") == []
