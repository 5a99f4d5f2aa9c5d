"""Results: in order, listed and counted by days of 決裁 for some duties."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.cases import results
from portal.store.cases.results import OutcomeCount, ResultRow
from tests.portal.store.planting import plant


def result(unit: Unit, duty: str, decided_on: str, outcome: str = "approved") -> ResultRow:
    application = plant(unit, Application, duty=duty, procedure=f"of-{duty}")
    row = ResultRow(0, application["id"], outcome, decided_on, b"sealed", 7)
    results.add(unit, row)
    return row


def test_results_of_a_case_are_read_in_order(unit: Unit) -> None:
    first = result(unit, "care", "2026-11-20")
    results.add(unit, replace(first, outcome="refused", made_at=8))
    stored = results.of_application(unit, first.application_id)
    assert [(row.outcome, row.made_at) for row in stored] == [("approved", 7), ("refused", 8)]
    assert results.of_application(unit, first.application_id + 1) == []
    other = result(unit, "care", "2026-11-21")
    newest = results.newest_of(unit, [first.application_id, other.application_id, 0])
    assert {number: row.made_at for number, row in newest.items()} == {first.application_id: 8, other.application_id: 7}


def test_results_are_listed_and_counted_between_two_days_for_some_duties(unit: Unit) -> None:
    for decided_on in ("2026-11-19", "2026-11-20", "2026-11-30", "2026-12-01"):
        result(unit, "care", decided_on)
    result(unit, "tax", "2026-11-20")
    days = "2026-11-20", "2026-11-30"
    assert [row.decided_on for row in results.given(unit, ["care"], *days, 9)] == list(days)
    assert len(results.given(unit, ["care", "tax"], *days, 2)) == 2
    assert results.counts(unit, ["care"], *days) == [OutcomeCount("of-care", "approved", 2)]
