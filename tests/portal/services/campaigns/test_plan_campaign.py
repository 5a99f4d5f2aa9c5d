"""A list becomes a campaign once, by a preview."""

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.campaigns.plan_campaign import discard_campaign, start_campaign
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.store.campaigns import campaigns, invitations
from tests.portal.invited import LIST, plan, start
from tests.portal.services.filing.filing import audited
from tests.portal.world import DUTY, PROCEDURE, add_member


def test_the_same_list_again_is_the_same_campaign(installation: Installation) -> None:
    member = add_member(installation, "annai", ("inviter", DUTY))
    assert plan(installation, member).id == plan(installation, member, name="ほかの名前").id


def test_what_was_started_cannot_be_thrown_away(installation: Installation) -> None:
    campaign, member = start(installation)
    with installation.database.write() as unit, pytest.raises(Conflict):
        discard_campaign(installation, unit, member, campaign)


def test_starting_twice_is_one_start(installation: Installation) -> None:
    campaign, _ = start(installation)
    again = add_member(installation, "shinsa", ("reviewer", DUTY))
    with installation.database.write() as unit:
        start_campaign(installation, unit, again, campaign)
        unit.commit()
    assert audited(installation, "start campaign") == [f"{PROCEDURE} {campaign.id}"]


def test_who_brought_the_list_does_not_start_it(installation: Installation) -> None:
    member = add_member(installation, "annai", ("inviter", DUTY), ("approver", DUTY))
    campaign = plan(installation, member)
    with installation.database.write() as unit, pytest.raises(NotAllowed):
        start_campaign(installation, unit, member, campaign)
    assert audited(installation, "start campaign") == []


def test_a_preview_is_discarded_with_its_letters(installation: Installation) -> None:
    member = add_member(installation, "annai", ("inviter", DUTY))
    campaign = plan(installation, member)
    with installation.database.write() as unit:
        discard_campaign(installation, unit, member, campaign)
        with pytest.raises(Conflict):
            discard_campaign(installation, unit, member, campaign)
        unit.commit()
        assert campaigns.by_id(unit, campaign.id) is None
        assert invitations.of_campaign(unit, campaign.id) == []
    assert audited(installation, "discard campaign") == [f"{PROCEDURE} {campaign.id}"]
    assert audited(installation, "upload campaign") == [f"{PROCEDURE} {campaign.id} 3 people"]


def test_anyone_who_is_named_in_prefilled_answers_and_protected_makes_the_line_one_by_hand(
    installation: Installation,
) -> None:
    """The letter would disclose their facts to the addressee."""
    member = add_member(installation, "annai", ("inviter", DUTY))
    with installation.database.write() as unit:
        protect(installation, unit, member.actor, [("見本　花子", "1955-04-02")], STAFF)
        unit.commit()
    campaign = plan(installation, member, LIST.replace("K-2,見本　花子,", "K-2,見本　一郎,"))
    with installation.database.read() as unit:
        rows = invitations.of_campaign(unit, campaign.id)
    assert [row.state for row in rows] == ["ready", "by_hand", "by_hand"]
    assert (rows[1].sealed_prefill, campaign.person(rows[1]).reference, campaign.person(rows[1]).name) == (
        None,
        "K-2",
        "",
    )
