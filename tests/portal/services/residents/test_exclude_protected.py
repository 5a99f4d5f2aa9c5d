"""Protected people drop out of a running campaign."""

from collections.abc import Sequence

from portal.db import Unit
from portal.services.campaigns.campaigns import Campaign
from portal.services.residents.exclude_protected import hold_back, protected_of
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.campaigns import invitations
from portal.store.campaigns.invitations import InvitationRow
from tests.portal.invited import start

HANAKO = ("見本 花子", "1955-04-02")  # another space than in the list


def rows_of(unit: Unit, campaign: Campaign) -> Sequence[InvitationRow]:
    return invitations.of_campaign(unit, campaign.id)


def protect_hanako(installation: Installation, unit: Unit) -> None:
    protect(installation, unit, Actor("staff", "hogo"), [HANAKO], STAFF)


def test_a_protected_person_leaves_the_mailing_with_code_and_prefilled_answers(installation: Installation) -> None:
    campaign, _ = start(installation)
    with installation.database.write() as unit:
        protect_hanako(installation, unit)
        mailed = hold_back(installation.protection_key, unit, campaign, rows_of(unit, campaign))
        assert [row.number for row in mailed] == [1, 3]
        hanako = invitations.by_number(unit, campaign.id, 2)
        assert hanako is not None
        assert (hanako.state, hanako.code_hash, hanako.sealed_code, hanako.sealed_prefill) == (
            "by_hand",
            None,
            None,
            None,
        )
        taro = invitations.by_number(unit, campaign.id, 1)
        assert taro is not None
        assert (taro.state, campaign.code(taro) != "") == ("ready", True)


def test_somebody_with_the_same_name_and_another_birth_date_is_still_written_to(installation: Installation) -> None:
    campaign, _ = start(installation)
    with installation.database.write() as unit:
        rows = rows_of(unit, campaign)
        assert protected_of(installation.protection_key, unit, campaign, rows) == frozenset()
        protect(installation, unit, Actor("staff", "hogo"), [(HANAKO[0], "1955-04-03")], STAFF)
        assert hold_back(installation.protection_key, unit, campaign, rows) == rows
        protect_hanako(installation, unit)
        assert protected_of(installation.protection_key, unit, campaign, rows) == {rows[1].id}
