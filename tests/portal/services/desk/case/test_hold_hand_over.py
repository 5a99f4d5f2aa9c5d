"""Holding and releasing a case's hand-over."""

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.desk.case.hold_hand_over import free_hand_over, hold_hand_over, why_held
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import acting, audited, events
from tests.portal.world import DUTY, add_member


def test_a_hold_is_set_once_and_freed_once(installation: Installation, reviewer: Member, number: str) -> None:
    exporter = add_member(installation, "exporter", ("exporter", DUTY))
    with acting(installation, reviewer, number) as (unit, case):
        assert why_held(unit, case) == ""
        with pytest.raises(Conflict):
            free_hand_over(installation, unit, reviewer, case, shown="")
        hold_hand_over(installation, unit, reviewer, case, "住所を確かめています")
        with pytest.raises(Conflict):
            hold_hand_over(installation, unit, exporter, case, "別の理由")
        assert why_held(unit, case) == "住所を確かめています（reviewerさん、2026年11月20日）"
    with acting(installation, exporter, number) as (unit, case):
        with pytest.raises(Conflict):  # it was held for another reason when the page was opened
            free_hand_over(
                installation, unit, exporter, case, shown="電話を待っています（reviewerさん、2026年11月20日）"
            )
        free_hand_over(installation, unit, exporter, case, shown=why_held(unit, case))
        assert why_held(unit, case) == ""
    assert audited(installation, "hold export") == [("staff:reviewer", "")]
    assert audited(installation, "free export") == [("staff:exporter", "")]


def test_the_reason_is_not_in_the_history_that_the_applicant_sees(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with acting(installation, reviewer, number) as (unit, case):
        hold_hand_over(installation, unit, reviewer, case, "住所を確かめています")
    last = events(installation, case)[-1]
    assert (last.move, last.from_state, last.to_state, last.sealed_words) == (
        "hold_export",
        "received",
        "received",
        None,
    )


def test_a_clerk_holds_nothing(installation: Installation, number: str) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with acting(installation, clerk, number) as (unit, case):
        with pytest.raises(NotAllowed):
            hold_hand_over(installation, unit, clerk, case, "住所を確かめています")
        assert why_held(unit, case) == ""
