"""Applications: stored once, changed by revision, counted."""

from typing import Any

import pytest
from sqlalchemy import Select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.handover.export_batch import ExportBatch
from portal.models.handover.hand_over import HandOver
from portal.models.handover.hand_over_change import HandOverChange
from portal.models.procedures.definition import Definition
from portal.models.residents.person import Person
from portal.models.staff.staff import Staff
from portal.store import statements
from portal.store.cases import applications
from portal.store.cases.applications import AnswersRow, ApplicationRow, EventRow
from tests.portal.store.planting import plant


@pytest.fixture
def new(unit: Unit) -> ApplicationRow:
    """Not stored yet: without a number."""
    meaning, person = plant(unit, Definition)["meaning"], plant(unit, Person)["id"]
    return ApplicationRow(
        0, "uid 1", "number 1", "p", 1, meaning, "kind", "tax", "received", "web", person, None, 5, "place", "basis", 6,
        "2026-12-01", None, "key", b"wrapped", b"summary", b"evidence", 0, 1, 6, None,
    )  # fmt: skip


def values(*rows: ApplicationRow) -> list[dict[str, Any]]:
    return [row._asdict() | {"looked_up_by": "mark", "sealed_filing": None} for row in rows]


def store(unit: Unit, row: ApplicationRow) -> ApplicationRow:
    return row._replace(id=applications.add(unit, values(row))[row.uid])


def planted(unit: Unit, **given: Any) -> int:
    return int(plant(unit, Application, **{"duty": "tax"} | given)["id"])


def test_a_draft_and_a_receipt_number_are_stored_once(unit: Unit, new: ApplicationRow) -> None:
    stored = store(unit, new)
    fresh = new._replace(uid="uid 2", receipt_number="number 2")
    ids = applications.add(unit, values(new._replace(receipt_number="number 3"), new._replace(uid="uid 3"), fresh))
    assert list(ids) == ["uid 2"]
    assert applications.by_id(unit, ids["uid 2"]) == fresh._replace(id=ids["uid 2"])
    assert applications.by_uid(unit, "uid 1") == applications.by_number(unit, "number 1") == stored
    for missing in (
        applications.by_uid(unit, "uid 3"),
        applications.by_number(unit, "no"),
        applications.by_id(unit, 0),
    ):
        assert missing is None
    assert list(applications.by_ids(unit, [ids["uid 2"], stored.id, 0])) == [stored.id, ids["uid 2"]]
    assert applications.by_ids(unit, [stored.id]) == {stored.id: stored}
    assert applications.by_numbers(unit, ["number 1", "no"]) == {"number 1": stored}
    assert new.person_id
    assert [row.uid for row in applications.of_person(unit, new.person_id)] == ["uid 2", "uid 1"]
    assert applications.of_person(unit, "unknown") == []
    newest, oldest = applications.of_person(unit, new.person_id)
    assert applications.of_person_before(unit, new.person_id, 1 << 62, 1) == [newest]
    assert applications.of_person_before(unit, new.person_id, newest.id, 9) == [oldest]
    assert applications.of_person_before(unit, "unknown", 1 << 62, 9) == []
    assert applications.add(unit, []) == {}


def test_each_change_needs_the_revision_that_was_seen(unit: Unit, new: ApplicationRow) -> None:
    row, other = store(unit, new), store(unit, new._replace(uid="uid 2", receipt_number="number 2"))
    staff = plant(unit, Staff)["id"]
    assert [applications.move(unit, row, state="done", due="", decided_at=7, now=now) for now in (8, 9)] == [
        True,
        False,
    ]
    moved = row._replace(state="done", due="", decided_at=7, changed_at=8, revision=1)
    assert applications.by_id(unit, row.id) == moved
    corrected = [
        applications.correct(unit, moved, state="received", due="2026-12-02", sealed_summary=b"new", now=now)
        for now in (10, 11)
    ]
    assert corrected == [True, False]
    again = moved._replace(
        state="received", due="2026-12-02", sealed_summary=b"new", answers_revision=2, changed_at=10, revision=2
    )
    assert applications.by_id(unit, row.id) == again
    assert [applications.assign(unit, again, staff, now) for now in (12, 13)] == [True, False]
    assigned = again._replace(assignee_id=staff, changed_at=12, revision=3)
    assert applications.by_id(unit, row.id) == assigned
    assert applications.assign(unit, assigned, None, 14)
    assert applications.by_id(unit, row.id) == assigned._replace(assignee_id=None, changed_at=14, revision=4)
    assert applications.by_id(unit, other.id) == other


def test_who_locks_an_application_changes_nothing_of_it(unit: Unit, new: ApplicationRow) -> None:
    row = store(unit, new)
    applications.lock(unit, row.id)
    assert applications.by_id(unit, row.id) == row


def test_answers_stay_by_revision_and_events_in_their_order(unit: Unit) -> None:
    number, other = planted(unit), planted(unit)
    rows = [AnswersRow(number, 2, b"second", None, 8), AnswersRow(number, 1, b"first", b"left", 7)]
    applications.add_answers(unit, [*rows, AnswersRow(other, 1, b"other", None, 9)])
    assert [applications.answers(unit, number, revision) for revision in (1, 2)] == [b"first", b"second"]
    assert applications.revisions(unit, number) == {7: 1, 8: 2}
    with pytest.raises(LookupError):
        applications.answers(unit, number, 3)
    events = [
        EventRow(at, "staff:taro", "screen", "received", "examining", words) for at, words in ((9, None), (8, b"w"))
    ]
    applications.add_events(unit, [number, other], events[0])
    applications.add_event(unit, number, events[1])
    assert applications.events(unit, number) == events
    assert applications.events(unit, other) == events[:1]


def test_the_book_meets_each_arrival_once(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    short = applications._BOOK.clause
    assert isinstance(short, Select)
    monkeypatch.setattr(applications, "_BOOK", statements.sql(short.limit(2), ApplicationRow))
    last = planted(unit, arrived_at=6)
    same = [planted(unit, arrived_at=5, duty=duty) for duty in ("tax", "welfare", "tax", "tax")]
    for given in ({"arrived_at": 4}, {"arrived_at": 7}, {"arrived_at": 5, "duty": "water"}):
        planted(unit, **given)
    assert [row.id for row in applications.book(unit, ["tax", "welfare"], 5, 7)] == [*same, last]
    assert list(applications.book(unit, [], 5, 7)) == []


def test_batches_of_an_application_come_in_the_order_in_which_they_were_made(unit: Unit) -> None:
    both, single, none = (planted(unit) for _ in range(3))
    first, second = (plant(unit, ExportBatch, number=number) for number in ("B", "A"))
    for number, layout, batch in ((both, "x", second), (both, "y", second), (single, "x", first)):
        plant(unit, HandOver, application_id=number, layout=layout, batch_id=batch["id"])
    plant(unit, HandOverChange, application_id=both, batch_id=first["id"])
    assert applications.batch_numbers(unit, [both, single, none]) == {both: ("B", "A"), single: ("B",)}
    assert applications.batch_numbers(unit, [single]) == {single: ("B",)}
    assert applications.batch_numbers(unit, []) == {}


def test_open_cases_are_counted_and_read_by_those_who_have_them(unit: Unit) -> None:
    taro, hanako = sorted(plant(unit, Staff)["id"] for _ in range(2))
    late, early = (planted(unit, assignee_id=taro, due=due) for due in ("2026-11-30", "2026-11-20"))
    planted(unit, assignee_id=taro, decided_at=5)
    planted(unit, assignee_id=taro, duty="welfare")
    planted(unit, assignee_id=hanako)
    planted(unit)
    counts = applications.open_by_assignee(unit)
    assert sorted(counts, key=str) == sorted(
        [("tax", None, 1), ("tax", taro, 2), ("tax", hanako, 1), ("welfare", taro, 1)], key=str
    )
    assert [duty for duty, _, _ in counts] == ["tax", "tax", "tax", "welfare"]
    assert applications.open_counts(unit, ["tax"], [taro, hanako]) == {taro: 2, hanako: 1}
    assert applications.open_counts(unit, ["tax", "welfare"], [taro]) == {taro: 3}
    assert applications.open_counts(unit, [], [taro]) == applications.open_counts(unit, ["tax"], []) == {}
    assert [row.id for row in applications.open_of(unit, taro, ["tax"], 9)] == [early, late]
    assert [row.id for row in applications.open_of(unit, taro, ["tax"], 1)] == [early]
    assert applications.open_of(unit, taro, [], 9) == []
