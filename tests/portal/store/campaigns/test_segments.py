"""Segments of campaigns."""

from portal.db import Unit
from portal.models.campaigns.campaign import Campaign
from portal.models.cases.application import Application
from portal.models.residents.contact import Contact
from portal.models.residents.person import Person
from portal.store.campaigns import segments
from portal.store.campaigns.segments import SegmentRow
from tests.portal.store.planting import plant


def test_a_segment_is_sent_once(unit: Unit) -> None:
    row = SegmentRow(int(plant(unit, Campaign)["id"]), "care", "[]", 3, None)
    segments.add(unit, row)
    assert segments.of_campaign(unit, row.campaign_id) == row
    assert segments.of_campaign(unit, 0) is None
    assert [segments.mark_sent(unit, row.campaign_id, number) for number in (2, 4)] == [True, False]
    after = segments.of_campaign(unit, row.campaign_id)
    assert after is not None
    assert (after.people, after.sent) == (3, 2)


def test_the_willing_have_a_proved_address_for_this_use_alone(unit: Unit) -> None:
    applications = []
    for state, uses in (
        ("proved", "asks invitations"), ("bad", "invitations"), ("proved", "asks"), ("proved", "no_invitations"),
        ("proved", "invitations"),
    ):  # fmt: skip
        person = plant(unit, Person)["id"]
        plant(unit, Contact, person_id=person, state=state, uses=uses)
        for procedure, case_state in (("care", "received"), ("care", "withdrawn"), ("other", "received")):
            applications.append(plant(unit, Application, person_id=person, procedure=procedure, state=case_state)["id"])
    rows = segments.willing(unit, "care", "invitations", "withdrawn")
    assert [row.id for row in rows] == [applications[0], applications[12]]
