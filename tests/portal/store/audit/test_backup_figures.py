"""Counts, the last receipt and the keys of a database."""

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.audit import backup_figures
from portal.store.shared import key_checks
from tests.portal.store.planting import plant

pytestmark = pytest.mark.both_engines


def test_rows_are_counted_by_table_and_the_newest_application_is_the_last_receipt(unit: Unit) -> None:
    assert (backup_figures.counts(unit)["application"], backup_figures.last_receipt(unit)) == (0, "")
    for number in ("2", "1"):
        plant(unit, Application, receipt_number=number)
    assert (backup_figures.counts(unit)["application"], backup_figures.last_receipt(unit)) == (2, "1")


def test_retired_keys_are_not_needed(unit: Unit) -> None:
    key_checks.add(unit, "answers", {"a": b"1", "b": b"2"}, 1)
    key_checks.retire(unit, "answers", ["a"], 2)
    assert backup_figures.key_values(unit) == [("answers", "b", b"2")]
