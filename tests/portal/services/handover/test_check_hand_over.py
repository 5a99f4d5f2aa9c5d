"""The check changes nothing."""

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.hold_hand_over import free_hand_over, hold_hand_over, why_held
from portal.services.handover.check_hand_over import HandOverCheck, check_hand_over
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import hand_overs
from tests.portal.services.handover.test_hand_over import CORE, GENERIC, YOSHINO, examining
from tests.portal.world import DUTY


def checked(installation: Installation, layout: str = GENERIC) -> HandOverCheck:
    return check_hand_over(installation, installation.layouts[layout], DUTY)


def findings(check: HandOverCheck) -> list[tuple[str, str, str]]:
    return [(finding.receipt_number, finding.event, finding.handling) for finding in check.findings]


def test_a_check_hands_nothing_over(installation: Installation, reviewer: Member) -> None:
    examining(installation, reviewer)
    first = checked(installation)
    assert ([state for _, _, state, _ in first.ready], first.held) == (["examining"], 0)
    assert checked(installation) == first
    with installation.database.read() as unit:
        assert hand_overs.latest(unit, [DUTY]) == []


def test_what_the_section_stops_is_held_until_it_is_freed(installation: Installation, reviewer: Member) -> None:
    number, other = examining(installation, reviewer), examining(installation, reviewer)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        hold_hand_over(installation, unit, reviewer, case, "資格を調べています")
        unit.commit()
    check = checked(installation)
    assert (len(check.ready), check.held, findings(check)) == (1, 1, [(number, "stopped", "held")])
    assert check.ready[0][0] != case.row.id
    with installation.database.write() as unit:
        free_hand_over(installation, unit, reviewer, case, shown=why_held(unit, case))
        unit.commit()
    assert (len(checked(installation).ready), other != number) == (2, True)


def test_a_character_that_the_target_lacks_holds_the_application_and_counts_it_once(
    installation: Installation, reviewer: Member
) -> None:
    number = examining(installation, reviewer, YOSHINO)
    check = checked(installation, CORE)
    assert (check.ready, check.held) == ((), 1)
    assert (number, "unmappable", "held") in findings(check)
    assert checked(installation).held == 0, "another layout can write it"
