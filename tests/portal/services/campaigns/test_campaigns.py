"""Access to campaigns, and their keys."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag

from portal.errors import NotFound
from portal.services.campaigns.campaigns import ENDED, campaign_of_member
from portal.services.shared.installation import Installation
from portal.store.campaigns import invitations
from tests.portal.invited import LAST_DAY, LIST, plan, start
from tests.portal.world import add_member


def test_another_duty_finds_nothing(installation: Installation) -> None:
    campaign, _ = start(installation)
    other = add_member(installation, "hoka", ("reviewer", "child-allowance"))
    with installation.database.read() as unit:
        for number in (campaign.id, 999):
            with pytest.raises(NotFound):
                campaign_of_member(installation.keys, unit, other, number)


def test_a_campaign_can_be_answered_on_its_last_day_and_not_after_it_ended(installation: Installation) -> None:
    campaign, _ = start(installation)
    assert not campaign.expired(LAST_DAY)
    assert campaign.expired(LAST_DAY + timedelta(days=1))
    assert replace(campaign, row=replace(campaign.row, state=ENDED)).expired(LAST_DAY - timedelta(days=9))


def test_letters_of_one_campaign_are_not_opened_with_the_key_of_another(installation: Installation) -> None:
    campaign, member = start(installation)
    other = plan(installation, member, LIST.replace("K-", "L-"), "次の案内")
    with installation.database.read() as unit:
        first, _, by_hand = invitations.of_campaign(unit, campaign.id)
    assert campaign.person(first).lines == ("見本県見本市見本町一丁目2番3号",)
    assert (campaign.person(by_hand).reference, campaign.person(by_hand).name, campaign.code(by_hand)) == (
        "K-3",
        "",
        "",
    )
    with pytest.raises(InvalidTag):
        other.person(first)
