"""A second time of the same booking: what the draft holds already is not offered again."""

from dataclasses import replace

from portal.services.bookings.hold_slots import hold_slots
from portal.services.filing.drafts import draft_environment, draft_of_resident, draft_path, save_draft, start_draft
from portal.services.shared.installation import Installation
from tests.portal.routes.my_cases.test_result_shown import at_home
from tests.portal.services.bookings.test_shipped_locks import ANSWERS, OF
from tests.portal.world import alice

MORNING, NOON = "20261205-0900", "20261205-1200"


def begun(city: Installation, place: str) -> str:
    """The address of a draft whose first time is at noon."""
    first, person = f"{place}_slot", alice(city)
    (slot,) = (slot for slot in city.city.slots(place, city.clock.today()) if slot.id.endswith(NOON))
    time = {"id": slot.id, "starts": slot.starts, "ends": slot.ends, "place": slot.place}
    with city.database.write() as unit:
        procedure = city.catalogue.current(OF)
        draft_id = start_draft(city, unit, procedure, "online", person_id=person.person_id)
        draft = draft_of_resident(city, unit, person, OF, draft_id)
        save_draft(city, unit, draft, {**ANSWERS, "place": place, "more": True, first: time}, frozenset())
        draft = draft_of_resident(city, unit, person, OF, draft_id)
        assert not hold_slots(
            city, unit, draft_id, [procedure.field(first)], draft_path(city, draft), draft_environment(city, draft)
        )
        unit.commit()
    return f"/apply/{OF}/{draft_id}/page"


def test_the_first_time_is_neither_offered_as_the_second_nor_recommended_for_it(installation: Installation) -> None:
    here, client = begun(installation, "gym_sub"), at_home(installation)
    own, other = f'value="gym_sub-{NOON}"', f'value="gym_sub-{MORNING}"'
    first = client.get(f"{here}/gym_sub_slot").text
    assert (own in first, other in first) == (True, True), "it may stay as it is"
    page = client.get(f"{here}/gym_sub_second").text
    assert (own in page, other in page) == (False, True)
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    posted = {"csrf_token": token, "gym_sub_second": f"gym_sub-{NOON}"}
    refused = client.post(f"{here}/gym_sub_second", data=posted, headers={"Origin": "http://127.0.0.1:8000"})
    assert refused.status_code == 422
    assert "近い日時は" in refused.text
    assert "12月5日（土） 午後0時" not in refused.text.partition("近い日時は")[2].partition("です")[0]


def test_of_several_courts_a_second_may_be_booked_at_the_same_time(installation: Installation) -> None:
    city = installation.city
    rows = tuple(row.model_copy(update={"places": 2}) if row.id == "gym_sub" else row for row in city.times.resources)
    times = city.times.model_copy(update={"resources": rows})
    two = replace(installation, city=city.model_copy(update={"times": times}))
    here, client = begun(two, "gym_sub"), at_home(two)
    assert f'value="gym_sub-{NOON}"' in client.get(f"{here}/gym_sub_second").text
