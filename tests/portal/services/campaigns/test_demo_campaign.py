"""The demo has one running campaign, production none."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.campaigns.campaigns import OPEN
from portal.services.campaigns.demo_campaign import PROCEDURE, STAFF, plant_campaign
from portal.services.shared.installation import Installation
from portal.store.campaigns import campaigns, invitations
from tests.portal.world import add_member


def planted(installation: Installation) -> list[tuple[str, list[str]]]:
    duty = installation.catalogue.current(PROCEDURE).duty
    with installation.database.read() as unit:
        return [
            (row.state, [invitation.state for invitation in invitations.of_campaign(unit, row.id)])
            for row in campaigns.latest(unit, [duty])
        ]


def test_planting_twice_is_one_running_campaign(installation: Installation) -> None:
    for login in STAFF:
        add_member(installation, login)
    for _ in range(2):
        plant_campaign(installation)
        assert planted(installation) == [(OPEN, ["ready", "ready", "by_hand"])]


def test_without_the_demo_staff_nothing_is_planted(installation: Installation) -> None:
    plant_campaign(installation)
    assert planted(installation) == []


def test_invented_people_are_never_invited_in_production(installation: Installation) -> None:
    for login in STAFF:
        add_member(installation, login)
    production = installation.settings.model_copy(update={"env": "production"})
    with pytest.raises(Conflict):
        plant_campaign(replace(installation, settings=production))
    assert planted(installation) == []
