"""The section reads a mandate's code."""

import pytest

from portal.services.signing.describe_delegation import delegation_panel
from tests.portal.services.signing.mandates import code_of, file_for_hanako, offer_mandates
from tests.portal.services.signing.signed import Signing


@pytest.mark.parametrize(("role", "has_code"), [("agent", True), ("same_household", True), ("guardian", False)])
def test_only_a_mandate_that_was_given_has_a_code(signing: Signing, role: str, *, has_code: bool) -> None:
    offer_mandates(signing)
    number = file_for_hanako(signing, signing.sign_in("jiro"), role)
    with signing.city.database.read() as unit:
        panel = delegation_panel(signing.city, unit, signing.case(unit, number))
    assert panel["delegation"].kind == role
    assert panel["code"] == (code_of(signing, number) if has_code else "")
    assert panel["ways_to_tell"]


def test_who_files_for_themselves_has_no_delegation(signing: Signing, number: str) -> None:
    with signing.city.database.read() as unit:
        panel = delegation_panel(signing.city, unit, signing.case(unit, number))
    assert (panel["delegation"], panel["code"]) == (None, "")
