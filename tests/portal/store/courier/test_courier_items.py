"""Items between the zones, by key."""

from dataclasses import replace

from portal.db import Unit
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow


def test_an_item_is_kept_as_it_was_last(unit: Unit) -> None:
    row = ItemRow("gone/a", "words", 1, "mark", 2, 3, 4, 5, True)
    for item in (replace(row, content="old", owes=False), row):
        courier_items.keep(unit, item)
    assert courier_items.of(unit, "gone/a") == row
    assert courier_items.of(unit, "gone/b") is None


def test_items_of_a_kind_are_those_of_its_keys(unit: Unit) -> None:
    for key in ("gone/b", "gone/a", "gone", "gone0", "purged/a"):
        courier_items.keep(unit, ItemRow(key))
    assert [row.key for row in courier_items.every_of(unit, "gone")] == ["gone/a", "gone/b"]
    assert courier_items.count(unit, "gone") == 2
    assert courier_items.count(unit, "letters") == 0


def test_items_that_the_other_side_has_not_are_untold(unit: Unit) -> None:
    for key, sent, received in (
        ("gone/new", 0, 0),
        ("gone/sent", 5, 4),
        ("gone/there", 5, 5),
        ("closed/a", 0, 0),
        ("purged/a", 0, 0),
    ):
        courier_items.keep(unit, ItemRow(key, sent_step=sent, there_step=received))
    assert [row.key for row in courier_items.unacknowledged(unit, "gone")] == ["gone/new", "gone/sent"]


def test_an_acknowledgement_is_owed_until_that_step_is_reported(unit: Unit) -> None:
    for key, step, owes in (("gone/b", 2, True), ("gone/a", 1, True), ("gone/c", 3, False), ("gone/d", 1, True)):
        courier_items.keep(unit, ItemRow(key, taken_step=step, owes=owes))
    assert courier_items.owing(unit, 9) == [("gone/a", 1), ("gone/b", 2), ("gone/d", 1)]
    assert courier_items.owing(unit, 1) == [("gone/a", 1)]
    courier_items.clear_acknowledgements(unit, [("gone/a", 1), ("gone/b", 1)])
    assert courier_items.owing(unit, 9) == [("gone/b", 2), ("gone/d", 1)]
    courier_items.clear_acknowledgements(unit, [])


def test_only_a_later_step_that_was_sent_is_acknowledged(unit: Unit) -> None:
    for key in ("gone/a", "gone/b"):
        courier_items.keep(unit, ItemRow(key, sent_step=7, there_step=5))
    steps = []
    for step in (4, 8, 6):
        courier_items.mark_received(unit, "gone/a", step)
        steps += [row.there_step for row in courier_items.every_of(unit, "gone")]
    assert steps == [5, 5, 5, 5, 6, 5]
