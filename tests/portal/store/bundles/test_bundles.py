"""Bundles and their parts."""

from portal.db import Unit
from portal.models.filing.draft import Draft
from portal.store.bundles import bundles
from portal.store.bundles.bundles import BundleRow
from portal.store.filing import drafts
from tests.portal.store.planting import plant


def test_a_bundle_is_sent_once(unit: Unit) -> None:
    row = BundleRow("b", None, 1, None)
    bundles.add(unit, row, ["y", "x"])
    bundles.join(unit, row, "x", 9)
    bundles.join(unit, BundleRow("c", "n2", 2, 3), "z", 1)
    assert bundles.uids(unit, "b") == ["y", "x"]
    assert bundles.of_parts(unit, ["x", "z", "none"]) == {"x": "b", "z": "c"}
    assert bundles.of_parts(unit, []) == {}
    assert [bundles.of_part(unit, uid) for uid in ("y", "none")] == ["b", ""]
    assert [bundles.lock(unit, name) for name in ("b", "none")] == [True, False]
    assert [bundles.send(unit, "b", number, 5) for number in ("n1", "n3")] == [True, False]
    assert bundles.by_id(unit, "b") == BundleRow("b", "n1", 1, 5) == bundles.by_number(unit, "n1")
    assert bundles.by_number(unit, "n3") is None


def test_empty_bundles_are_removed(unit: Unit) -> None:
    bundles.add(unit, BundleRow("b", None, 1, None), ["x"])
    bundles.remove_empty(unit, "b")
    assert bundles.by_id(unit, "b")
    bundles.take_out(unit, "x")
    bundles.remove_empty(unit, "b")
    assert bundles.by_id(unit, "b") is None


def test_a_change_of_one_draft_keeps_all(unit: Unit) -> None:
    for name, changed_at in (("x", 1), ("y", 9), ("alone", 1)):
        plant(unit, Draft, id=name, changed_at=changed_at)
    bundles.add(unit, BundleRow("b", None, 1, None), ["x", "y"])
    bundles.touch(unit, "b", 5)
    changes = {name: row.changed_at for name in ("x", "y", "alone") if (row := drafts.by_id(unit, name))}
    assert changes == {"x": 5, "y": 9, "alone": 1}


def test_bundles_without_drafts_are_swept_unless_they_were_sent(unit: Unit) -> None:
    plant(unit, Draft, id="x")
    for name, sent_at, uids in (("some", None, ["x", "gone 1"]), ("none", None, ["gone 2"]), ("sent", 5, ["gone 3"])):
        bundles.add(unit, BundleRow(name, name, 1, sent_at), uids)
    bundles.sweep(unit)
    assert {name: bundles.uids(unit, name) for name in ("some", "none", "sent")} == {
        "some": ["x"], "none": [], "sent": ["gone 3"],
    }  # fmt: skip
    assert [bundles.by_id(unit, name) is None for name in ("some", "none", "sent")] == [False, True, False]
