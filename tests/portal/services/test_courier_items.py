"""What goes between the zones beside applications: what is thrown away inside goes outside, with proof; letters that are made inside are
opened outside; and what differs between the zones is seen."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from portal.errors import NotFound
from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.jobs.send_notices import send_notices
from portal.services.courier_ledger import ledger
from portal.services.follow_campaign import call_back
from portal.services.open_invitation import find_invitation, open_invitation
from portal.services.rights import Member
from portal.services.sessions import Session
from portal.services.take_courier import take_courier
from portal.store import applications, campaigns, disposals, invitations, payments, removals
from portal.store.payments import PaymentRow
from tests.databases import ENGINES, Makers
from tests.portal.invited import BIRTH, code_of, start
from tests.portal.later import at
from tests.portal.services.carrying import decide, examine, say
from tests.portal.services.disposing import FREE, approved, proposed
from tests.portal.services.test_open_invitation import send, taro
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application


@pytest.fixture
def reviewer(zones: Zones) -> Member:
    add_member(zones.inner, "approver", ("approver", DUTY))
    return add_member(zones.inner, "reviewer", ("reviewer", DUTY))


def ended(zones: Zones, session: Session, reviewer: Member) -> str:
    """Decided inside, and known outside; with a newer one, which nobody may throw away."""
    number = file_application(zones.outer, session)
    zones.round()
    examine(zones, reviewer, number)
    decide(zones, reviewer, number)
    zones.round()
    file_application(zones.outer, session)
    zones.round()
    for installation in (zones.outer, zones.inner):
        while send_notices(installation):
            pass
    return number


def thrown_away(zones: Zones) -> None:
    """Inside, years later, by a list that two people answer for."""
    zones.inner = approved(when := at(zones.inner, FREE), proposed(when))
    zones.outer = replace(zones.outer, clock=zones.inner.clock)
    assert carry_out_disposals(zones.inner) == 1


def test_what_is_thrown_away_inside_goes_outside_with_proof(makers: Makers, tmp_path: Path) -> None:
    for engine in ENGINES:
        with two_zones(makers, engine, tmp_path / engine) as zones:
            session = alice(zones.outer)
            add_member(zones.inner, "approver", ("approver", DUTY))
            number = ended(zones, session, add_member(zones.inner, "reviewer", ("reviewer", DUTY)))
            with zones.outer.database.read() as unit:
                row = applications.by_number(unit, number)
                assert row is not None
            thrown_away(zones)
            assert (ledger(zones.inner).gone, ledger(zones.inner).purged) == (1, 0)
            zones.round()
            zones.round()
            with zones.outer.database.read() as unit:
                assert applications.by_number(unit, number) is None
                assert removals.rows_of(unit, row.id, row.uid) == {}
                (line,) = disposals.gone(unit)
            assert (line.receipt_number, line.state) == (number, "gone")
            assert (ledger(zones.inner).gone, ledger(zones.inner).purged) == (1, 1)
            assert [zones.pack(zone) for zone in ("outer", "inner", "outer", "inner")] == [[], [], [], []]


def test_what_comes_of_it_after_it_was_thrown_away_files_nothing_anew(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    number = ended(zones, session, reviewer)
    thrown_away(zones)
    say(zones, session, number, "あれはどうなりましたか。")  # on my page it still stands
    (took,) = zones.carry("outer")
    assert (took.items, took.left) == (1, ())
    with zones.inner.database.read() as unit:
        assert applications.by_number(unit, number) is None
    for _ in range(2):
        zones.round()
    with zones.outer.database.read() as unit:
        assert applications.by_number(unit, number) is None


def test_what_still_has_to_be_paid_back_outside_stays_there_until_it_was(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    number = ended(zones, session, reviewer)
    thrown_away(zones)
    (package,) = zones.pack("inner")
    with zones.outer.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        order = PaymentRow(0, "P1", row.id, 710, "JPY", "refund_asked", "fake", "R", 2, 2, 2, row.stored_at)
        assert payments.add(unit, order)
        unit.commit()
    assert [why for _, why in take_courier(zones.outer, package, CARRIER).left] == ["kept"]
    with zones.outer.database.write() as unit:
        assert applications.by_number(unit, number) is not None
        asked = payments.by_number(unit, "P1")
        assert asked is not None
        payments.settle(unit, asked, "refunded", "R", 3)
        unit.commit()
    assert take_courier(zones.outer, package, CARRIER).left == ()
    with zones.outer.database.read() as unit:
        assert applications.by_number(unit, number) is None


# --- letters


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
    said = zones.outer.courier.open(package).parts[0].decode()
    assert "見本　花子" in said
    for kept in ("かくれ町", "秘密", "0000000103", "見本町一丁目2番4号", "K-2"):
        assert kept not in said, kept


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


# --- what differs


def test_that_the_other_side_has_other_closed_days_stands_in_the_ledger(
    zones: Zones, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_application(zones.outer, session)
    (package,) = zones.pack("outer")
    closed = zones.inner.city.calendar()

    class Other:
        def closed(self, day: date) -> bool:
            return day == date(2026, 12, 24) or closed.closed(day)

    monkeypatch.setattr(type(zones.inner.city), "calendar", lambda city: Other())
    took = take_courier(zones.inner, package, CARRIER)
    assert (took.act, took.reason, took.left) == ("taken", "calendar", ())
    assert [one.reason for one in ledger(zones.inner).steps] == ["calendar"]
