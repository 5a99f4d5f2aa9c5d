"""The section's page of one day's bookings."""

from dataclasses import replace

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import add_member


def test_times_of_today_are_shown_and_cannot_be_changed_any_more(installation: Installation) -> None:
    times = installation.city.times.model_copy(update={"as_of": None})
    city = installation.city.model_copy(update={"times": times})
    member = add_member(installation, "madoguchi", ("reviewer", "resident-certificates"))
    browser = at_desk(replace(installation, city=city), member)
    today = browser.get("/desk/slots?resource=counter_visit&day=2026-11-20")
    assert "counter_visit-20261120-1000" in today
    assert 'action="/desk/slots/counter_visit"' not in today
    page = "/desk/slots?resource=counter_visit&day=2026-11-24"
    slot = "counter_visit-20261124-1000"
    assert "（10:00　市役所 1階 1番窓口）" in browser.get(page)
    assert browser.post(page, "/desk/slots/counter_visit", {"slot": slot, "act": "more_outside"}).status_code == 400
    for act in ("more", "close"):
        assert browser.post(page, "/desk/slots/counter_visit", {"slot": slot, "act": act}).status_code == 303


@pytest.mark.parametrize(("resource", "unit"), [("tennis", "面"), ("hall", "件"), ("counter_visit", "人")])
def test_places_are_counted_in_what_the_calendar_says(installation: Installation, resource: str, unit: str) -> None:
    duty = next(row.duty for row in installation.city.times.resources if row.id == resource)
    browser = at_desk(installation, add_member(installation, "madoguchi", ("reviewer", duty)))
    page = browser.get(f"/desk/slots?resource={resource}")
    assert f'予約 <span class="number">0{unit}</span>／{"定員" if unit == "人" else "枠"}' in page
    assert f">1{unit}ふやす<" in page
