"""Visits and their parts."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.filing.draft import Draft
from portal.store.counter import visits
from portal.store.counter.visits import ItemRow, VisitRow
from tests.portal.store.planting import plant

DAY = "2026-11-20"


def test_a_visit_is_begun_once(unit: Unit, visit: VisitRow) -> None:
    other = replace(visit, id="v2", once="other", open_ticket=None, begun_at=4)
    assert not visits.add(unit, replace(other, once="once"))
    assert not visits.add(unit, replace(other, open_ticket=visit.open_ticket))
    assert visits.add(unit, other)
    assert visits.by_id(unit, "v1") == visit == visits.by_once(unit, "once")
    assert visits.by_once(unit, "none") is visits.by_id(unit, "none") is None
    assert visits.by_ticket(unit, DAY, "7") == [other, visit] == visits.open_ones(unit)
    assert visits.by_ticket(unit, DAY, "8") == visits.by_ticket(unit, "2026-11-21", "7") == []


def test_a_visit_is_saved_by_who_read_its_revision(unit: Unit, visit: VisitRow) -> None:
    ended = replace(visit, ticket="8", open_ticket=None, sealed_words=b"new", changed_at=6, parked_at=6, ended_at=7)
    assert [visits.save(unit, ended) for _ in range(2)] == [True, False]
    saved = replace(ended, revision=1)
    assert [visits.save_facts(unit, row, b"facts", 9) for row in (visit, saved)] == [False, True]
    assert visits.by_id(unit, "v1") == replace(saved, revision=2, sealed_facts=b"facts", changed_at=9)
    assert visits.open_ones(unit) == visits.by_ticket(unit, DAY, "8") == []


def test_a_draft_belongs_to_one_visit(unit: Unit, visit: VisitRow) -> None:
    other = replace(visit, id="v2", once="2", open_ticket=None)
    visits.add(unit, other)
    for row in (visit, other):
        visits.join(unit, row.id, "x")
    visits.join(unit, "v1", "booked", booked=True)
    assert visits.of_uid(unit, "x") == other
    assert visits.of_uid(unit, "booked") is None
    assert visits.of_booked(unit, "booked", DAY) == [visit]
    assert visits.of_booked(unit, "booked", "2026-11-21") == visits.of_booked(unit, "x", DAY) == []
    assert visits.drafts_in_visits(unit) == {"x"}
    visits.save(unit, replace(other, ended_at=9))
    assert visits.drafts_in_visits(unit) == set()
    visits.leave(unit, "x")
    visits.leave(unit, "booked")
    assert [row.uid for row in visits.items(unit, ["v1", "v2"])] == ["booked"]


def test_items_are_drafts_and_applications_in_their_order(unit: Unit, visit: VisitRow) -> None:
    draft = plant(unit, Draft, id="draft", made_at=9)
    application = plant(unit, Application, uid="application", stored_at=5)
    plant(unit, Draft, id="discarded", made_at=1, discarded_at=2)
    for uid in ("draft", "application"):
        visits.join(unit, "v1", uid)
    assert visits.items(unit, ["v1"]) == [
        ItemRow("v1", "application", False, application["meaning"], application["receipt_number"]),
        ItemRow("v1", "draft", False, draft["meaning"], ""),
    ]
    visits.join(unit, "v1", "discarded", booked=True)
    assert ItemRow("v1", "discarded", True, "", "") in visits.items(unit, ["v1"])
    assert visits.items(unit, []) == []


def test_visits_go_with_what_was_done_in_them(unit: Unit, visit: VisitRow) -> None:
    plant(unit, Draft, id="draft")
    plant(unit, Application, uid="application")
    for name, uid in (("v2", "draft"), ("v3", "application"), ("v4", "gone")):
        visits.add(unit, replace(visit, id=name, once=name, open_ticket=None))
        visits.join(unit, name, uid)
    visits.add(unit, replace(visit, id="new", once="new", open_ticket=None, changed_at=8))
    assert visits.remove_done(unit, 0, 5) == 0
    assert visits.remove_done(unit, 0, 8) == 2
    assert [visits.by_id(unit, name) is None for name in ("v1", "v2", "v3", "v4", "new")] == [
        True,
        False,
        False,
        True,
        False,
    ]
    assert visits.remove_done(unit, 6, 6) == 2
