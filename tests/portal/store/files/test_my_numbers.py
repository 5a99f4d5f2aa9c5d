"""Individual Numbers of a draft or an application."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.filing.draft import Draft
from portal.models.handover.hand_over import HandOver
from portal.models.handover.hand_over_change import HandOverChange
from portal.store.files import my_numbers
from portal.store.files.attachments import Holder
from portal.store.files.my_numbers import LookRow, NumberRow
from tests.portal.store.planting import plant


def test_numbers_of_the_applicant_are_replaced(unit: Unit, holders: tuple[Holder, Holder, Holder]) -> None:
    draft, application, _ = holders
    row = NumberRow("a", None, "k", b"w", b"sealed", 5)
    rows = [row, replace(row, id="b"), replace(row, id="c", whose="person", made_by="hanako")]
    for holder in (application, draft):
        assert all(my_numbers.add(unit, holder, number) for number in (rows if holder is application else rows[:2]))
    assert not my_numbers.add(unit, application, replace(rows[2], id="d"))
    assert my_numbers.of(unit, application) == rows
    my_numbers.drop_others(unit, application, ["a"])
    assert my_numbers.of(unit, application) == [rows[0], rows[2]]
    my_numbers.drop_others(unit, application, [])
    assert my_numbers.of(unit, application) == [rows[2]]
    assert my_numbers.of(unit, draft) == rows[:2]
    assert [my_numbers.drop(unit, draft, "a") for _ in range(2)] == [True, False]


def test_a_number_is_carried_and_shared(unit: Unit, holders: tuple[Holder, Holder, Holder]) -> None:
    draft, application, _ = holders
    into = str(plant(unit, Draft)["id"])
    row = NumberRow("a", None, "k", b"w", b"sealed", 5)
    my_numbers.add(unit, draft, row)
    assert draft.draft_id
    assert application.application_id
    assert [my_numbers.share(unit, "a", draft.draft_id, into) for _ in range(2)] == [True, False]
    assert not my_numbers.share(unit, "none", draft.draft_id, into)
    assert my_numbers.of(unit, Holder(draft_id=into)) == [row]
    assert my_numbers.carry_over(unit, draft.draft_id, application.application_id, ["a", "none"]) == 1
    assert my_numbers.of(unit, application) == [row]


def test_numbers_of_a_batch_are_found(unit: Unit) -> None:
    handed, changed, other = (plant(unit, Application)["id"] for _ in range(3))
    for application in (handed, changed, other):
        my_numbers.add(unit, Holder(application_id=application), NumberRow(f"n{application}", None, "k", b"w", b"s", 5))
    batch = plant(unit, HandOver, application_id=handed)["batch_id"]
    plant(unit, HandOverChange, application_id=changed, batch_id=batch)
    assert my_numbers.in_batch(unit, batch) == [handed, changed]
    assert my_numbers.in_batch(unit, 0) == []


def test_looks_are_kept_newest_first(unit: Unit, holders: tuple[Holder, Holder, Holder]) -> None:
    application = holders[1].application_id or 0
    looks = [LookRow(application, "place", "purpose", b"note", "hanako", at) for at in (5, 6)]
    for look in looks:
        my_numbers.add_look(unit, look)
    assert my_numbers.looks(unit, application) == looks[::-1]
    assert my_numbers.looks(unit, 0) == []
