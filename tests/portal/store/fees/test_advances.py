"""Advances and their events."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.fees.advance import Advance
from portal.models.filing.draft import Draft
from portal.models.residents.person import Person
from portal.store.fees import advances
from portal.store.fees.advances import REMIND, AdvanceEventRow, AdvanceRow
from tests.portal.store.planting import plant


@pytest.fixture
def order(unit: Unit) -> AdvanceRow:
    person = plant(unit, Person)["id"]
    row = AdvanceRow(0, "n1", "d1", person, "x", "tax", 300, "JPY", "open", "p", "", 9, 5, 1, 1)
    number = advances.add(unit, row)
    assert number
    return replace(row, id=number)


def test_a_draft_has_one_open_order(unit: Unit, order: AdvanceRow) -> None:
    assert advances.add(unit, replace(order, number="n2")) is None
    advances.lock(unit, "d1")
    assert advances.open_of(unit, "d1") == order == advances.by_number(unit, "n1")
    assert [advances.settle(unit, order, state, "ref", 7) for state in ("paid", "expired")] == [True, False]
    paid = replace(order, state="paid", reference="ref", changed_at=7)
    assert advances.open_of(unit, "d1") is None
    second = advances.add(unit, replace(order, number="n2")) or 0
    assert advances.of_draft(unit, "d1") == [replace(order, id=second, number="n2"), paid]
    assert [row.number for row in advances.of_person(unit, order.person_id or "")] == ["n2", "n1"]


def test_a_nonce_is_stored_once_and_goes_with_what_became_a_payment(unit: Unit, order: AdvanceRow) -> None:
    event = AdvanceEventRow(order.id, 5, "p", "notice", "paid", 300, "open", "paid", "nonce")
    assert [advances.add_event(unit, event) for _ in range(2)] == [True, False]
    assert advances.events(unit, order.id) == [event]
    assert advances.settle(unit, order, "paid", "", 7)
    assert [advances.remove_paid(unit, order.id) for _ in range(2)] == [True, False]
    assert advances.by_number(unit, "n1") is None
    assert advances.events(unit, order.id) == []


def test_what_is_under_way_is_asked_about_once(unit: Unit, order: AdvanceRow) -> None:
    plant(unit, Advance, state="paid", asked_at=5)
    back = plant(unit, Advance, state="refund_asked", asked_at=4)
    ended = [
        plant(unit, Advance, state="cancelled", asked_at=asked, ends_at=ends)
        for asked, ends in ((3, 9), (5, 9), (3, 7))
    ]
    rows = advances.to_ask(unit, 6, 5, 8)
    assert [row.id for row in rows] == [ended[0]["id"], back["id"], order.id]
    assert [advances.asked(unit, rows[2], 8) for _ in range(2)] == [True, False]
    assert [row.id for row in advances.to_ask(unit, 6, 3, 8)] == [back["id"]]
    advances.note_reference(unit, order, "cs_1")
    stored = advances.by_number(unit, "n1")
    assert stored is not None
    assert stored.reference == "cs_1"


def test_paid_and_unsent_is_found_late_very_late_or_without_its_draft(unit: Unit) -> None:
    standing, discarded = plant(unit, Draft)["id"], plant(unit, Draft, discarded_at=1)["id"]

    def paid(draft_id: str, at: int) -> int:
        row = plant(unit, Advance, state="paid", draft_id=draft_id, changed_at=at)
        return int(row["id"])

    fresh, late, reminded, old = paid(standing, 90), paid(standing, 50), paid(standing, 50), paid(standing, 5)
    for number in (reminded, old):
        advances.add_event(unit, AdvanceEventRow(number, 60, "job", REMIND, "", 1, "paid", "paid"))
    gone, thrown = paid("deleted", 90), paid(discarded, 90)
    listed = [(it.advance.id, it.has_draft) for it in advances.paid_and_unsent(unit, 80, 10, 0)]
    assert listed == [(late, True), (old, True), (gone, False), (thrown, False)]
    assert fresh not in dict(listed)
    assert [it.advance.id for it in advances.paid_and_unsent(unit, 80, 10, old)] == [gone, thrown]


def test_staff_see_what_waits_for_them_and_sums_of_what_is_no_applications(unit: Unit, order: AdvanceRow) -> None:
    for state, duty, amount in (
        ("mismatch", "tax", 100), ("paid", "tax", 200), ("paid", "tax", 300), ("paid", "welfare", 5), ("refunded", "tax", 7),
    ):  # fmt: skip
        plant(unit, Advance, state=state, duty=duty, amount=amount)
    assert [row.amount for row in advances.for_staff(unit, ["tax"], 9)] == [100]
    assert advances.for_staff(unit, [], 9) == []
    assert advances.sums(unit, ["tax"]) == [("mismatch", 1, 100), ("paid", 2, 500)]


def test_what_moved_is_listed_as_of_payments(unit: Unit, order: AdvanceRow) -> None:
    def note(at: int, what: str, reported: str, before: str, after: str) -> None:
        advances.add_event(unit, AdvanceEventRow(order.id, at, "p", what, reported, 300, before, after))

    note(5, "begin", "open", "", "open")
    note(6, "notice", "paid", "open", "paid")
    note(7, "notice", "paid", "paid", "paid")
    note(8, "return", "refund_asked", "paid", "refund_asked")
    note(9, "refund", "refunded", "refund_asked", "refunded")
    note(10, "refund by hand", "transfer", "refund_by_hand", "refunded")
    for since, until, numbers in ((5, 6, []), (99, 100, ["n1"])):
        rows = advances.moved(unit, since, until, numbers)
        assert [(row.receipt_number, row.at, row.kind, bool(row.part), row.amount) for row in rows] == [
            ("", 6, "taken", False, 300), ("", 9, "returned", False, 300),
        ]  # fmt: skip
    assert advances.moved(unit, 99, 100, ["n9"]) == []
