"""Another member of the duty releases a batch."""

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.handover.hand_over import hand_over
from portal.services.handover.release_batch import demand_release, release_batch, waits_for_release
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover.hand_overs import BatchRow
from tests.portal.audited import audited
from tests.portal.services.handover.test_hand_over import CLERK, GENERIC, batch_in, examining
from tests.portal.world import DUTY, add_member


@pytest.fixture
def maker(installation: Installation) -> Member:
    return add_member(installation, "maker", ("exporter", DUTY))


@pytest.fixture
def second(installation: Installation) -> Member:
    return add_member(installation, "second", ("exporter", DUTY))


@pytest.fixture
def waiting(installation: Installation, reviewer: Member, maker: Member, monkeypatch: pytest.MonkeyPatch) -> BatchRow:
    monkeypatch.setattr(installation.layouts[GENERIC], "second_person", True)
    examining(installation, reviewer)
    return batch_in(hand_over(installation, GENERIC, DUTY, maker.actor, staff_id=maker.id))


def release(installation: Installation, member: Member, batch: BatchRow) -> bool:
    with installation.database.write() as unit:
        released = release_batch(installation, unit, member, batch)
        unit.commit()
    return released


def test_the_second_person_releases_it_once(installation: Installation, second: Member, waiting: BatchRow) -> None:
    with installation.database.read() as unit, pytest.raises(Conflict):
        demand_release(unit, waiting)
    assert [release(installation, second, waiting) for _ in range(2)] == [True, False]
    with installation.database.read() as unit:
        demand_release(unit, waiting)
        assert not waits_for_release(unit, waiting)
    assert audited(installation, "release batch") == [("staff:second", f"{GENERIC} {waiting.number} 1")]


def test_neither_its_maker_nor_another_section_releases_it(
    installation: Installation, maker: Member, reviewer: Member, waiting: BatchRow
) -> None:
    elsewhere = add_member(installation, "elsewhere", ("exporter", "roads"))
    for member in (maker, elsewhere, reviewer):
        with pytest.raises(NotAllowed):
            release(installation, member, waiting)
    with installation.database.read() as unit:
        assert waits_for_release(unit, waiting)


def test_a_batch_of_the_schedule_has_no_maker_in_the_section(
    installation: Installation, reviewer: Member, maker: Member, waiting: BatchRow
) -> None:
    examining(installation, reviewer)
    scheduled = batch_in(hand_over(installation, GENERIC, DUTY, CLERK))
    assert (scheduled.id != waiting.id, release(installation, maker, scheduled)) == (True, True)


def test_a_batch_of_another_layout_waits_for_nobody(
    installation: Installation, second: Member, batch: BatchRow
) -> None:
    with installation.database.read() as unit:
        demand_release(unit, batch)
    assert not release(installation, second, batch)
    assert audited(installation, "release batch") == []
