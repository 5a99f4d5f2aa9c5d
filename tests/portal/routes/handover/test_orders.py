"""A hand-over that the worker makes: its page leads to the batch."""

import pytest
from starlette.testclient import TestClient

from portal.jobs.make_ordered_batches import make_ordered_batches
from portal.services.handover import order_hand_over as ordering
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import hand_over_orders
from tests.portal.later import at
from tests.portal.routes.handover.test_exports import (
    BATCH,
    GENERIC,
    Desk,
    at_desk,
    audited,
    client,
    desk,
    examining,
)
from tests.portal.world import DUTY, add_member

__all__ = ["client", "desk"]


@pytest.fixture
def order(installation: Installation, desk: Desk, reviewer: Member, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of its page."""
    monkeypatch.setattr(ordering, "MOST_BY_A_PAGE", 1)
    for _ in range(2):
        examining(installation, reviewer)
    pressed = desk.press(GENERIC, GENERIC)
    assert pressed.status_code == 303
    return str(pressed.headers["location"])


def number_of(order: str) -> int:
    return int(order.rpartition("/")[2])


def test_a_large_hand_over_is_ordered_and_can_be_left(installation: Installation, desk: Desk, order: str) -> None:
    page = desk.open(order)
    assert "順番を待っています" in page
    assert "このページを閉じても、作業は続きます" in page
    assert f'href="{order}"' in desk.open("/desk/exports")
    assert [action for _, action, _ in audited(installation)].count("order hand-over") == 1
    assert installation.called.is_set()  # the worker of this process begins at once


def test_the_page_becomes_the_batch_when_it_is_there(installation: Installation, desk: Desk, order: str) -> None:
    waiting = desk.client.get(f"{order}/news").json()
    assert make_ordered_batches(installation) == 1
    assert desk.client.get(f"{order}/news").json() != waiting
    response = desk.client.get(order)
    assert response.status_code == 303
    assert response.headers["location"] == f"{BATCH}?did=made"
    assert order not in desk.open("/desk/exports")
    assert "2件" in desk.open(BATCH)


def test_the_page_says_how_far_it_is(installation: Installation, desk: Desk, order: str) -> None:
    with installation.database.write() as unit:
        assert hand_over_orders.claim(unit, number_of(order), 10, 9)
        assert hand_over_orders.report(unit, number_of(order), 10, 11, 1)
        unit.commit()
    assert "2件のうち、1件を読みました" in desk.open(order)
    assert "2件のうち1件" in desk.open("/desk/exports")
    with installation.database.write() as unit:
        assert hand_over_orders.report(unit, number_of(order), 11, 12, 2)
        unit.commit()
    assert "ファイルにまとめています" in desk.open(order)


def test_pressed_twice_it_is_one_order(desk: Desk, order: str) -> None:
    assert desk.press(GENERIC, GENERIC).headers["location"] == order


@pytest.mark.parametrize(
    ("code", "words", "shown"),
    [("CHANGED", "もう一度引き渡してください", False), ("LAYOUT_UNFIT", "管理者に", True), ("BUG", "管理者に", True)],
)
def test_one_that_failed_says_so_and_how_to_go_on(
    installation: Installation, desk: Desk, order: str, code: str, words: str, shown: bool
) -> None:
    with installation.database.write() as unit:
        assert hand_over_orders.claim(unit, number_of(order), 10, 9)
        assert hand_over_orders.end(unit, number_of(order), 10, 2**53, problem=code)
        unit.commit()
    page = desk.open(order)
    assert words in page
    assert (code in page) is shown
    assert f'href="{GENERIC}"' in page
    assert words in desk.open("/desk/exports")


def test_an_order_that_nobody_takes_names_the_cause(installation: Installation, client: TestClient, order: str) -> None:
    from portal.app import make_app

    later = at(installation, "2026-11-20T12:00:00+09:00")
    with TestClient(make_app(later, with_worker=False), base_url="http://127.0.0.1:8000") as late:
        member = add_member(later, "another", ("exporter", DUTY))
        assert "まだ始まっていません" in at_desk(later, late, member).open(order)


@pytest.mark.parametrize("page", ["", "/news"])
def test_an_order_of_another_duty_is_as_one_that_is_not_there(
    installation: Installation, client: TestClient, order: str, page: str
) -> None:
    stranger = at_desk(installation, client, add_member(installation, "stranger", ("exporter", "tax")))
    theirs = stranger.client.get(f"{order}{page}")
    missing = stranger.client.get(f"/desk/exports/orders/999999{page}")
    assert theirs.status_code == missing.status_code == 404
    assert stranger.open("/desk/exports")
