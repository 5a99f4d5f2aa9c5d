"""The code of a letter opens the correction outside."""

from portal.services.courier.apply_packages import take_courier
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.desk import corrections
from portal.store.desk.corrections import CorrectionRow
from portal.store.notices import correction_codes
from portal.store.notices.correction_codes import CodeRow
from tests.portal.services.courier.carrying import (
    OUTSIDE,
    asked,
    nothing_waits,
    session_with_address,
    zones_with_address,
)
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.notices.test_correction_code import answered, code_of, letter, opened
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import alice, file_application

__all__ = ["session_with_address", "zones_with_address"]


def correction_of(installation: Installation, number: str) -> CorrectionRow:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return corrections.of_application(unit, row.id)[-1]


def stored(installation: Installation, number: str) -> CodeRow:
    with installation.database.read() as unit:
        row = correction_codes.of_correction(unit, correction_of(installation, number).id)
    assert row is not None
    return row


def test_the_code_of_a_letter_that_is_printed_inside_opens_the_correction_outside(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = asked(zones, session, inner_reviewer)
    made = letter(zones.inner, inner_reviewer, number)
    first = code_of(made)
    assert made.link == f"{OUTSIDE}/correct/{first}"
    (package,) = zones.pack("inner")
    second = code_of(letter(zones.inner, inner_reviewer, number))  # a reprint invalidates the first code
    (newer,) = zones.pack("inner")
    for contents in (newer, package, newer):
        assert take_courier(zones.outer, contents, CARRIER).left == ()
    assert second.encode() not in (stored(zones.inner, number).sealed_code or second.encode())
    assert stored(zones.outer, number).sealed_code is None  # only its hash is stored there
    assert opened(zones.outer, first) is None
    content = opened(zones.outer, second)
    assert content is not None
    answered(zones.outer, content)
    zones.round()
    assert opened(zones.outer, second) is None
    inside = correction_of(zones.inner, number)
    assert (inside.came_by, inside.answered_at) == ("code", correction_of(zones.outer, number).answered_at)
    assert stored(zones.inner, number).sealed_code is None
    assert nothing_waits(zones)


def test_a_letter_about_what_no_page_outside_knows_has_no_code(zones: Zones, inner_reviewer: Member) -> None:
    number = file_application(zones.inner, alice(zones.inner))  # at the counter
    ask_again(zones.inner, inner_reviewer, number, "phone")
    made = letter(zones.inner, inner_reviewer, number)
    assert (made.code, made.link, bool(made.slip)) == ("", "", True)
