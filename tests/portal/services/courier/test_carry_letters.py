"""Campaign letters: printed inside, opened outside."""

import pytest

from portal.errors import NotFound
from portal.services.campaigns.follow_campaign import call_back
from portal.services.campaigns.open_invitation import find_invitation, open_invitation
from portal.services.courier.apply_packages import take_courier
from portal.store.campaigns import campaigns, invitations
from portal.store.cases import applications
from tests.portal.invited import BIRTH, code_of, start
from tests.portal.services.campaigns.inviting import send, taro
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import PLACE


def test_a_letter_of_inside_opens_outside_and_its_answer_is_known_inside(zones: Zones) -> None:
    campaign, _ = start(zones.inner)
    code = code_of(zones.inner, campaign)
    zones.round()
    session = taro(zones.outer)
    with zones.outer.database.write() as unit:
        assert find_invitation(zones.outer, unit, code, "1950-01-01", PLACE) is None
        invited = find_invitation(zones.outer, unit, code, BIRTH, PLACE)
        assert invited is not None
        draft = open_invitation(zones.outer, unit, invited, session, PLACE)
        unit.commit()
    zones.round()
    assert row_of(zones, campaign.id, 1).opened_at is not None
    assert row_of(zones, campaign.id, 2).opened_at is None
    number = send(zones.outer, session, draft)
    zones.round()
    with zones.inner.database.read() as unit:
        filed = applications.by_number(unit, number)
    assert filed is not None
    assert row_of(zones, campaign.id, 1).answered_by == filed.uid == draft
    zones.round()
    assert [zones.pack(zone) for zone in ("outer", "inner", "outer", "inner")] == [[], [], [], []]


def row_of(zones: Zones, campaign_id: int, number: int) -> invitations.InvitationRow:
    with zones.inner.database.read() as unit:
        row = invitations.by_number(unit, campaign_id, number)
    assert row is not None
    return row


def test_of_whom_an_office_looks_after_nothing_is_carried_and_of_the_others_no_address(zones: Zones) -> None:
    start(zones.inner)
    (package,) = zones.pack("inner")
    assert zones.outer.courier is not None
    content = zones.outer.courier.open(package).parts[0].decode()
    assert "見本　花子" in content
    for kept in ("かくれ町", "秘密", "0000000103", "見本町一丁目2番4号", "K-2"):
        assert kept not in content, kept


def test_a_letter_that_was_called_back_inside_opens_nothing_outside(zones: Zones) -> None:
    campaign, who = start(zones.inner)
    code = code_of(zones.inner, campaign)
    zones.round()
    with zones.inner.database.write() as unit:
        call_back(zones.inner, unit, who, campaign, 1)
        unit.commit()
    zones.round()
    session = taro(zones.outer)
    with zones.outer.database.write() as unit:
        assert find_invitation(zones.outer, unit, code, BIRTH, PLACE) is None
    assert session


def test_letters_of_a_procedure_that_outside_does_not_have_wait(zones: Zones, monkeypatch: pytest.MonkeyPatch) -> None:
    start(zones.inner)
    (package,) = zones.pack("inner")

    def unknown(procedure: str) -> None:
        raise NotFound(procedure)

    with monkeypatch.context() as patch:
        patch.setattr(zones.outer.catalogue, "current", unknown)
        assert take_courier(zones.outer, package, CARRIER).left == (("", "definition"),)
    assert take_courier(zones.outer, package, CARRIER).left == ()
    with zones.outer.database.read() as unit:
        assert len(campaigns.in_state(unit, "open")) == 1
