"""A scanned pole or lamp fills the place."""

import pytest

from portal.services.filing.drafts import draft_of_resident
from portal.services.filing.prefill_asset import prefill_asset
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.filing.filing import draft_of
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import DUTY

PLACE = "      - {id: place, type: location, label: 場所}\n"


@pytest.fixture
def session(installation: Installation) -> Session:
    offer(installation, small(PLACE, duty=DUTY))
    return guest(installation)


def prefill(installation: Installation, session: Session, asset: str, **answers: object) -> tuple[bool, object]:
    """(accepted, place in the draft)."""
    draft = draft_of(installation, session, "small", answers)
    with installation.database.write() as unit:
        taken = prefill_asset(installation, unit, draft, asset)
        unit.commit()
        return taken, draft_of_resident(installation, unit, session, "small", draft.id).answers.get("place")


def test_the_number_is_stored_as_if_it_had_been_typed(installation: Installation, session: Session) -> None:
    assert prefill(installation, session, "Ｍ－０１２３", reason="torn") == (True, {"asset": "M-0123"})


def test_a_place_that_somebody_gave_is_not_overwritten(installation: Installation, session: Session) -> None:
    given = {"words": "見本橋"}
    assert prefill(installation, session, "M-0123", place=given) == (False, given)


@pytest.mark.parametrize("asset", ["", "\0", "9" * 41])
def test_what_is_no_number_is_left_out(installation: Installation, session: Session, asset: str) -> None:
    assert prefill(installation, session, asset) == (False, None)


def test_a_procedure_without_a_place_has_nothing_to_fill_in(installation: Installation) -> None:
    offer(installation, small(duty=DUTY))
    assert prefill(installation, guest(installation), "M-0123") == (False, None)
