"""The link of a won time chooses it."""

from collections.abc import Mapping
from typing import Any

import pytest

from forms.answers import Answers
from portal.services.filing.drafts import draft_of_resident
from portal.services.filing.known.prefill_won import prefill_won
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.services.bookings.booking import resident
from tests.portal.services.bookings.drawing import win_shipped
from tests.portal.services.filing.filing import draft_of

BOOKING = "taiiku-shisetsu-yoyaku"


@pytest.fixture
def won(installation: Installation) -> tuple[Installation, Session, str]:
    return win_shipped(installation)


def prefill(
    installation: Installation, session: Session, number: str, answers: Mapping[str, Any]
) -> tuple[bool, Answers]:
    """(accepted, the draft's answers)"""
    draft = draft_of(installation, session, BOOKING, answers)
    with installation.database.write() as unit:
        taken = prefill_won(installation, unit, draft, number)
        unit.commit()
        return taken, draft_of_resident(installation, unit, session, BOOKING, draft.id).answers


def test_the_time_is_chosen_with_the_place_that_leads_to_it(won: tuple[Installation, Session, str]) -> None:
    late, session, number = won
    taken, answers = prefill(late, session, number, {})
    assert taken
    assert answers["place"] == "hall"
    assert (answers["hall_slot"]["id"], answers["hall_slot"]["won"]) == ("hall-20270206-1300", number)


def test_what_somebody_chose_is_not_overwritten(won: tuple[Installation, Session, str]) -> None:
    late, session, number = won
    assert prefill(late, session, number, {"place": "tennis"}) == (False, {"place": "tennis"})
    before = {
        "place": "hall",
        "hall_slot": {"id": "hall-1", "starts": "2026-12-12T07:00", "ends": "2026-12-12T09:00", "place": "x"},
    }
    assert prefill(late, session, number, before) == (False, before)


def test_a_time_of_somebody_else_is_not_chosen(won: tuple[Installation, Session, str]) -> None:
    late, _, number = won
    assert prefill(late, resident(late, "他の人"), number, {}) == (False, {})
    assert prefill(late, won[1], "", {}) == (False, {})
