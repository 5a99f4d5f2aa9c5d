"""What background work has not done yet."""

import pytest

from portal.db import Unit
from portal.models.shared.audit_batch import AuditBatch
from portal.models.shared.audit_record import AuditRecord
from portal.models.shared.outbox import Outbox
from portal.store.shared import lag
from tests.portal.store.planting import plant

pytestmark = pytest.mark.both_engines


def test_the_first_record_behind_the_chain_is_the_oldest_unsealed(unit: Unit) -> None:
    assert lag.oldest_unsealed(unit) is None
    first, second, _ = (plant(unit, AuditRecord, at=at)["id"] for at in (5, 7, 9))
    assert lag.oldest_unsealed(unit) == 5
    plant(unit, AuditBatch, first=first, last=first)
    assert lag.oldest_unsealed(unit) == 7
    plant(unit, AuditBatch, first=second, last=second + 1)
    assert lag.oldest_unsealed(unit) is None


def test_only_waiting_deliveries_of_these_kinds_are_due(unit: Unit) -> None:
    assert lag.oldest_due(unit, ("mail", "line")) is None
    for kind, state, due in (
        ("letter", "waiting", 1),
        ("mail", "sent", 2),
        ("line", "waiting", 4),
        ("mail", "waiting", 3),
    ):
        plant(unit, Outbox, kind=kind, state=state, next_try=due)
    assert lag.oldest_due(unit, ("mail", "line")) == 3
    assert lag.oldest_due(unit, ("line",)) == 4


def test_a_database_that_takes_writes_says_so(unit: Unit) -> None:
    assert not lag.only_reads(unit)
