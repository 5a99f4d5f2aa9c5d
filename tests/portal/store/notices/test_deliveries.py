"""The outbox: each delivery requested, claimed and ended once."""

from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.shared.outbox import Outbox
from portal.store.notices import deliveries
from portal.store.notices.deliveries import BoardRow, DeliveryRow
from tests.portal.store.planting import plant

ROW = DeliveryRow(
    "a", "once a", "mail", "receipt", "waiting", 0, 5, "", "tax", None, None, None, None, "k", b"w", b"to", 4, 4
)  # fmt: skip


def _add(unit: Unit, name: str, **given: Any) -> DeliveryRow:
    row = replace(ROW, id=name, once=f"once {name}", **given)
    assert deliveries.add(unit, row)
    return row


def _board(unit: Unit, **given: Any) -> list[str]:
    wanted: dict[str, Any] = {
        "duties": ["tax"],
        "state": "",
        "kind": "",
        "number": "",
        "before": (99, ""),
        "most": 9,
    } | given
    return [row.id for row in deliveries.board(unit, **wanted)]


def test_a_delivery_is_requested_once(unit: Unit) -> None:
    assert not deliveries.asked_for(unit, "once a")
    row = _add(unit, "a")
    assert deliveries.asked_for(unit, "once a")
    assert not deliveries.add(unit, replace(row, id="b"))
    assert deliveries.by_id(unit, "a") == row
    assert deliveries.by_id(unit, "b") is None


def test_it_waits_until_it_is_sent_or_parked(unit: Unit) -> None:
    _add(unit, "a")
    for name, state in (("b", "sent"), ("c", "parked")):
        _add(unit, name, state=state)
    assert [deliveries.waits(unit, f"once {name}") for name in "abcd"] == [True, False, False, False]


def test_letters_of_an_application_come_in_their_order(unit: Unit) -> None:
    application, other = (int(plant(unit, Application)["id"]) for _ in range(2))
    for name, kind, made_at, owner in (
        ("c", "letter", 5, application), ("b", "letter", 5, application), ("a", "letter", 6, application),
        ("d", "mail", 5, application), ("e", "letter", 5, other),
    ):  # fmt: skip
        _add(unit, name, kind=kind, made_at=made_at, application_id=owner)
    assert [row.id for row in deliveries.letters_of(unit, application)] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("given", "due"), [({}, True), ({"next_try": 10}, False), ({"kind": "line"}, False), ({"state": "sent"}, False)]
)
def test_what_is_due_is_claimed_by_one_worker(unit: Unit, given: dict[str, Any], due: bool) -> None:
    row = _add(unit, "a", **given)
    assert deliveries.any_due(unit, "mail", 9) == due
    claimed = replace(row, attempts=1, next_try=20, changed_at=9)
    assert [deliveries.claim(unit, "mail", 9, 20) for _ in range(2)] == ([claimed, None] if due else [None, None])
    if due:
        assert deliveries.claim(unit, "mail", 20, 30) == replace(claimed, attempts=2, next_try=30, changed_at=20)


def test_deliveries_are_claimed_in_their_order(unit: Unit) -> None:
    for name, message, next_try in (("b", "code", 7), ("c", "receipt", 6), ("e", "receipt", 5), ("d", "receipt", 5)):
        _add(unit, name, message=message, next_try=next_try)
    claimed = [deliveries.claim(unit, "mail", 9, 20, first) for first in (["code"], [], [], [])]
    assert [row.id for row in claimed if row] == ["b", "d", "e", "c"]


def test_a_claim_that_expired_ends_nothing(unit: Unit) -> None:
    _add(unit, "a")
    first, second = deliveries.claim(unit, "mail", 9, 10), deliveries.claim(unit, "mail", 10, 20)
    assert first
    assert second
    _add(unit, "b", attempts=second.attempts)
    ends = [deliveries.end(unit, row, "sent", 0, "code", 11) for row in (first, second, second)]
    assert ends == [False, True, False]
    assert deliveries.by_id(unit, "a") == replace(second, state="sent", next_try=0, error_code="code", changed_at=11)
    other = deliveries.by_id(unit, "b")
    assert other
    assert other.state == "waiting"


@pytest.mark.parametrize("state", ["waiting", "sent", "parked", "bounced", "given_up"])
def test_a_delivery_bounces_or_is_closed_from_some_states(unit: Unit, state: str) -> None:
    row, other = _add(unit, "a", state=state), _add(unit, "b")
    assert deliveries.bounce(unit, "a", "code", 9) == (state in ("waiting", "sent", "parked"))
    bounced = replace(row, state="bounced", error_code="code", changed_at=9)
    assert deliveries.by_id(unit, "a") == (row if state in ("bounced", "given_up") else bounced)
    row = _add(unit, "c", state=state)
    assert deliveries.close(unit, "c", "given_up", "code", 9) == (state in ("waiting", "parked", "bounced"))
    closed = replace(row, state="given_up", error_code="code", changed_at=9)
    assert deliveries.by_id(unit, "c") == (row if state in ("sent", "given_up") else closed)
    assert deliveries.by_id(unit, "b") == other


def test_ended_deliveries_are_swept(unit: Unit) -> None:
    for state in ("waiting", "sent", "parked", "bounced", "given_up"):
        _add(unit, state, state=state, changed_at=5)
    _add(unit, "new", state="sent", changed_at=6)
    deliveries.sweep(unit, 6)
    left = [
        name for name in ("waiting", "sent", "parked", "bounced", "given_up", "new") if deliveries.by_id(unit, name)
    ]
    assert left == ["waiting", "parked", "new"]


def test_the_board_lists_deliveries_newest_first(unit: Unit) -> None:
    application = plant(unit, Application)
    row = _add(unit, "a", application_id=application["id"])
    _add(unit, "b", made_at=5)
    _add(unit, "c", state="sent")
    _add(unit, "d", kind="line")
    _add(unit, "e", duty="care")
    rows = deliveries.board(unit, ["tax"], state="waiting", kind="mail", number="", before=(5, ""), most=9)
    assert rows == [BoardRow("a", "mail", "receipt", "waiting", 0, 5, "", "tax", 4, application["receipt_number"])]
    assert row.made_at == 4
    assert _board(unit) == ["b", "d", "c", "a"]
    assert _board(unit, most=2) == ["b", "d"]
    assert _board(unit, before=(4, "d")) == ["c", "a"]
    assert _board(unit, before=(5, "b")) == ["d", "c", "a"]
    assert _board(unit, duties=["tax", "care"]) == ["b", "e", "d", "c", "a"]
    assert _board(unit, duties=[]) == []
    assert _board(unit, state="sent") == ["c"]
    assert _board(unit, kind="line") == ["d"]
    assert _board(unit, number=application["receipt_number"]) == ["a"]


@pytest.mark.parametrize(
    ("duties", "state", "kind", "most", "number"),
    [
        (["tax"], "", "", 9, 3),
        (["tax"], "", "", 2, 2),
        (["tax", "care"], "", "", 9, 4),
        ([], "", "", 9, 0),
        (["tax"], "sent", "", 9, 1),
        (["tax"], "", "line", 9, 1),
    ],
)
def test_deliveries_are_counted_up_to_a_limit(
    unit: Unit, duties: list[str], state: str, kind: str, most: int, number: int
) -> None:
    for given in ({}, {"state": "sent"}, {"kind": "line"}, {"duty": "care"}):
        plant(unit, Outbox, **{"duty": "tax", "state": "waiting", "kind": "mail"} | given)
    assert deliveries.count(unit, duties, state, kind, most) == number
