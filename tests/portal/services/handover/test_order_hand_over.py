"""What takes longer than a page may is ordered; the rest is not."""

import pytest

from integrations.sockets.layout_socket import NUMBER_USE
from portal.services.handover import order_hand_over as ordering
from portal.services.handover.order_hand_over import order_hand_over
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import hand_over_orders
from tests.portal.services.handover.test_hand_over import GENERIC, examining
from tests.portal.world import DUTY, add_member


def ordered(installation: Installation, member: Member, layout: str = GENERIC) -> int | None:
    with installation.database.write() as unit:
        order = order_hand_over(installation, unit, member, installation.layouts[layout], DUTY)
        unit.commit()
    return order


@pytest.fixture
def exporter(installation: Installation) -> Member:
    return add_member(installation, "exporter", ("exporter", DUTY), ("my_number", DUTY))


def test_more_than_a_page_makes_are_ordered_once(
    installation: Installation, reviewer: Member, exporter: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "MOST_BY_A_PAGE", 1)
    examining(installation, reviewer)
    assert ordered(installation, exporter) is None
    examining(installation, reviewer)
    order = ordered(installation, exporter)
    assert order is not None
    assert ordered(installation, exporter) == order
    with installation.database.read() as unit:
        row = hand_over_orders.by_id(unit, order)
    assert row is not None
    assert (row.staff_id, row.expected, row.examined, row.number) == (exporter.id, 2, 0, "")


def test_a_batch_holds_no_more_than_its_most(
    installation: Installation, reviewer: Member, exporter: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "MOST_BY_A_PAGE", 0)
    monkeypatch.setattr(ordering, "MOST", 1)
    for _ in range(2):
        examining(installation, reviewer)
    order = ordered(installation, exporter)
    assert order is not None
    with installation.database.read() as unit:
        row = hand_over_orders.by_id(unit, order)
    assert row is not None
    assert row.expected == 1


def test_numbers_of_people_are_written_in_the_confirmed_session_alone(
    installation: Installation, reviewer: Member, exporter: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "MOST_BY_A_PAGE", 0)
    examining(installation, reviewer)
    layout = installation.layouts[GENERIC]
    monkeypatch.setattr(layout, "purpose", NUMBER_USE)
    assert ordered(installation, exporter) is None
