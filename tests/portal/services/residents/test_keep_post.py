"""Forms after an expired session: for a day, without 個人番号."""

import pytest

from portal.errors import TooMany
from portal.services.filing.drafts import start_draft
from portal.services.residents.keep_post import HOURS, keep_post, kept_post
from portal.services.shared.installation import Installation
from portal.services.shared.throttle import KEPT_PLACE
from tests.portal.later import later
from tests.portal.numbers import number, with_numbers
from tests.portal.routes.guest_browser import offer
from tests.portal.world import PLACE, PROCEDURE, alice

PAGE, BROWSER = "reason", "a browser"
BOXES = {"reason": ["lost"], "phone": ["000-0000-0001"]}


def begin(installation: Installation, procedure: str = PROCEDURE) -> str:
    person_id = alice(installation).person_id
    with installation.database.write() as unit:
        draft_id = start_draft(
            installation, unit, installation.catalogue.current(procedure), "online", person_id=person_id
        )
        unit.commit()
    return draft_id


def test_boxes_come_back_to_the_same_page_in_the_same_browser_alone(installation: Installation) -> None:
    draft_id = begin(installation)
    with installation.database.write() as unit:
        assert keep_post(installation, unit, draft_id, PAGE, BROWSER, {"reason": ["stolen"]}, PLACE, KEPT_PLACE)
        assert keep_post(installation, unit, draft_id, PAGE, BROWSER, BOXES, PLACE, KEPT_PLACE)
        assert kept_post(installation, unit, draft_id, PAGE, BROWSER, own=True) == BOXES
        assert kept_post(installation, unit, draft_id, PAGE, "another browser", own=True) is None
        assert kept_post(installation, unit, draft_id, "other page", BROWSER, own=True) is None
        assert kept_post(installation, unit, "other draft", PAGE, BROWSER, own=True) is None


def test_boxes_are_gone_after_a_day(installation: Installation) -> None:
    draft_id = begin(installation)
    with installation.database.write() as unit:
        keep_post(later(installation), unit, draft_id, PAGE, BROWSER, BOXES, PLACE, KEPT_PLACE)
        assert kept_post(later(installation, hours=HOURS, seconds=-1), unit, draft_id, PAGE, BROWSER, own=True) == BOXES
        assert kept_post(later(installation, hours=HOURS), unit, draft_id, PAGE, BROWSER, own=True) is None


def test_what_is_too_long_or_has_no_draft_is_not_kept(installation: Installation) -> None:
    draft_id = begin(installation)
    with installation.database.write() as unit:
        assert not keep_post(installation, unit, "nothing", PAGE, BROWSER, BOXES, PLACE, KEPT_PLACE)
        assert not keep_post(installation, unit, draft_id, "p" * 201, BROWSER, BOXES, PLACE, KEPT_PLACE)
        assert not keep_post(
            installation, unit, draft_id, PAGE, BROWSER, {"reason": ["x" * 100_000]}, PLACE, KEPT_PLACE
        )
        assert kept_post(installation, unit, draft_id, PAGE, BROWSER, own=True) is None


def test_a_my_number_is_never_kept(installation: Installation) -> None:
    offer(installation, with_numbers())
    draft_id = begin(installation, "small")
    boxes = {"claimant.number": [number(1)], "claimant.name.family": ["見本"]}
    with installation.database.write() as unit:
        keep_post(installation, unit, draft_id, PAGE, BROWSER, boxes, PLACE, KEPT_PLACE)
        assert kept_post(installation, unit, draft_id, PAGE, BROWSER, own=True) == {"claimant.name.family": ["見本"]}


def test_one_address_cannot_fill_the_table(installation: Installation) -> None:
    with installation.database.write() as unit:
        for _ in range(KEPT_PLACE.tries):
            keep_post(installation, unit, "nothing", PAGE, BROWSER, BOXES, PLACE, KEPT_PLACE)
        with pytest.raises(TooMany):
            keep_post(installation, unit, "nothing", PAGE, BROWSER, BOXES, PLACE, KEPT_PLACE)
