"""A disposal inside removes the rows outside."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.jobs.send_notices import send_notices
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.ledger import ledger
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.disposal import disposals, removals
from portal.store.fees import payments
from portal.store.fees.payments import PaymentRow
from tests.databases import ENGINES, Makers
from tests.portal.later import at
from tests.portal.services.courier.carrying import decide, examine, write_to_office
from tests.portal.services.disposal.disposing import FREE, approved, proposed
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def reviewer(zones: Zones) -> Member:
    add_member(zones.inner, "approver", ("approver", DUTY))
    return add_member(zones.inner, "reviewer", ("reviewer", DUTY))


def ended(zones: Zones, session: Session, reviewer: Member) -> str:
    """Beside a newer case within its retention."""
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
    """Years later, by a list that two people approved."""
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
            assert (ledger(zones.inner).disposed, ledger(zones.inner).purged) == (1, 0)
            zones.round()
            zones.round()
            with zones.outer.database.read() as unit:
                assert applications.by_number(unit, number) is None
                assert removals.rows_of(unit, row.id, row.uid) == {}
                (line,) = disposals.disposed(unit)
            assert (line.receipt_number, line.state) == (number, "gone")
            assert (ledger(zones.inner).disposed, ledger(zones.inner).purged) == (1, 1)
            assert [zones.pack(zone) for zone in ("outer", "inner", "outer", "inner")] == [[], [], [], []]


def test_what_comes_of_it_after_it_was_thrown_away_files_nothing_again(
    zones: Zones, session: Session, reviewer: Member
) -> None:
    number = ended(zones, session, reviewer)
    thrown_away(zones)
    write_to_office(zones, session, number, "あれはどうなりましたか。")  # still visible on my page
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
