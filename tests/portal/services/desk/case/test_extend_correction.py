"""An open correction's due day is extended."""

from datetime import date

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.cases.correction import open_return
from portal.services.desk.case.extend_correction import extend_correction, later_due, read_extension
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.later import at
from tests.portal.services.desk.at_work import acting, audited, case_of, events
from tests.portal.services.desk.case.test_enter_correction import enter, number
from tests.portal.world import DUTY, add_member

__all__ = ["number"]


def extend(installation: Installation, member: Member, number: str, due: str = "2026-12-18", late: int = 0) -> None:
    with acting(installation, member, number) as (unit, case):
        wanted = read_extension(installation.clock, open_return(unit, case), due, "証明を待つため")
        extend_correction(installation, unit, member, case, case.row.revision - late, wanted)


def test_only_the_day_of_the_correction_moves(installation: Installation, reviewer: Member, number: str) -> None:
    before = case_of(installation, reviewer, number)
    extend(installation, reviewer, number)
    after = case_of(installation, reviewer, number)
    with installation.database.read() as unit:
        assert open_return(unit, after).due == "2026-12-18"
    assert (after.row.due, after.row.state, after.row.arrived_at, after.answers) == (
        before.row.due, "returned", before.row.arrived_at, before.answers,
    )  # fmt: skip
    assert events(installation, after)[-1].move == "extend"
    assert audited(installation, "extend correction") == [("staff:reviewer", "2026-12-04 2026-12-18")]


@pytest.mark.parametrize(
    ("due", "reason", "mistakes"),
    [
        ("2026-12-05", "証明を待つため", ()), ("2026-12-04", "証明を待つため", (("due", "too_early"),)),
        ("", " ", (("due", "no_day"), ("reason", "no_reason"))), ("2027-12-05", "あ" * 501, (("due", "too_late"), ("reason", "too_long"))),
    ],
)  # fmt: skip
def test_the_new_day_is_later_than_the_old_one_and_has_a_reason(
    installation: Installation, reviewer: Member, number: str, due: str, reason: str, mistakes: tuple[tuple[str, str]]
) -> None:
    with installation.database.read() as unit:
        row = open_return(unit, case_of(installation, reviewer, number))
    assert read_extension(installation.clock, row, due, reason).mistakes == mistakes


def test_the_suggested_day_is_two_weeks_after_the_old_one_or_after_today_if_that_has_passed(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with installation.database.read() as unit:
        row = open_return(unit, case_of(installation, reviewer, number))
    assert later_due(installation, row) == date(2026, 12, 18)
    # Two weeks after 21 December is 4 January, the first open day after New Year.
    assert later_due(at(installation, "2026-12-20T10:00:00+09:00"), row) == date(2027, 1, 4)


def test_an_answered_or_changed_correction_is_not_extended(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with pytest.raises(Conflict):
        extend(installation, reviewer, number, late=1)
    with pytest.raises(NotAllowed):
        extend(installation, add_member(installation, "clerk", ("clerk", DUTY)), number)
    assert enter(installation, reviewer, number, {"reason": ["lost"]}, "reason")
    with pytest.raises(Conflict):
        extend(installation, reviewer, number)
    assert audited(installation, "extend correction") == []
