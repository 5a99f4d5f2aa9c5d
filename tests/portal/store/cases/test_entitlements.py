"""Entitlements: kept once, listed while they count, due on the day of a reminder, ended by a later decision."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.cases import entitlements
from portal.store.cases.entitlements import EntitlementRow
from portal.store.desk import desk_tasks
from tests.portal.store.planting import plant

TODAY = "2027-04-01"


def keep(unit: Unit, duty: str = "care", remind_on: str = TODAY, last_on: str = "2027-05-31") -> EntitlementRow:
    application = plant(unit, Application, duty=duty)
    row = EntitlementRow(0, application["id"], "approved", 7, "", "2026-12-01", last_on, remind_on)
    for _ in range(2):
        entitlements.add(unit, row)
    (kept,) = entitlements.of_applications(unit, [application["id"]])
    return kept


def test_each_row_of_a_result_is_kept_once(unit: Unit) -> None:
    kept = keep(unit)
    entitlements.add(unit, replace(kept, row_name="result.child.1"))
    assert [row.row_name for row in entitlements.of_applications(unit, [kept.application_id])] == ["", "result.child.1"]
    assert entitlements.of_applications(unit, []) == []


def test_a_reminder_is_due_from_its_day_until_the_next_is_set(unit: Unit) -> None:
    first, second = keep(unit), keep(unit, remind_on="2027-03-01")
    keep(unit, remind_on="2027-04-02")
    keep(unit, remind_on="")
    assert [row.id for row in entitlements.due(unit, TODAY, 9)] == [second.id, first.id]
    entitlements.remind_next(unit, second.id, "2027-05-01")
    assert [row.id for row in entitlements.due(unit, TODAY, 9)] == [first.id]


def test_a_later_decision_with_the_same_outcome_ends_the_former(unit: Unit) -> None:
    kept, other = keep(unit), keep(unit)
    entitlements.end(unit, kept.application_id, "refused", 9)
    assert entitlements.of_applications(unit, [kept.application_id]) == [kept]
    entitlements.end(unit, kept.application_id, "approved", 9)
    assert entitlements.of_applications(unit, [kept.application_id, other.application_id]) == [other]
    assert entitlements.due(unit, TODAY, 9) == [other]


def test_the_list_of_a_section_has_what_was_put_there_until_its_last_day(unit: Unit) -> None:
    rows = [keep(unit), keep(unit, duty="tax"), keep(unit, last_on="2027-03-31")]
    keep(unit)
    for row in rows:
        desk_tasks.open_task(unit, row.application_id, desk_tasks.TERM, row.id, row.last_on, 1)
    care = entitlements.listed_numbers(unit, desk_tasks.TERM, ["care"], TODAY, 9)
    both = entitlements.listed_numbers(unit, desk_tasks.TERM, ["care", "tax"], TODAY, 9)
    assert (len(care), len(both)) == (1, 2)
    entitlements.end(unit, rows[0].application_id, "approved", 9)
    assert entitlements.listed_numbers(unit, desk_tasks.TERM, ["care"], TODAY, 9) == []


def test_a_reopened_decision_ends_what_one_had_by_it_and_nothing_else(unit: Unit) -> None:
    kept = keep(unit)
    entitlements.add(unit, replace(kept, made_at=8))
    entitlements.end_result(unit, kept.application_id, 8, 9)
    assert entitlements.of_applications(unit, [kept.application_id]) == [kept]


def test_an_annulled_decision_ends_all_of_its_case_and_of_no_other(unit: Unit) -> None:
    kept, other = keep(unit), keep(unit)
    entitlements.add(unit, replace(kept, made_at=8))
    entitlements.end_all(unit, kept.application_id, 9)
    assert entitlements.of_applications(unit, [kept.application_id, other.application_id]) == [other]


def test_after_the_day_of_a_revocation_nothing_lasts_and_nothing_begins(unit: Unit) -> None:
    kept, other = keep(unit), keep(unit)
    entitlements.add(unit, replace(kept, row_name="endless", last_on="", remind_on=""))
    entitlements.add(unit, replace(kept, row_name="over", last_on="2026-12-31", remind_on=""))
    entitlements.add(unit, replace(kept, row_name="coming", first_on="2027-02-01"))
    entitlements.end_after(unit, kept.application_id, "2027-01-31", 9)
    rows = entitlements.of_applications(unit, [kept.application_id])
    assert [(row.row_name, row.last_on) for row in rows] == [
        ("", "2027-01-31"), ("endless", "2027-01-31"), ("over", "2026-12-31"),
    ]  # fmt: skip
    assert entitlements.due(unit, TODAY, 9) == [other]
