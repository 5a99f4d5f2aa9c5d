"""Applications beside the audit records that name them."""

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_event import ApplicationEvent
from portal.models.shared.audit_record import AuditRecord
from portal.store.audit import unrecorded
from tests.portal.store.planting import plant

pytestmark = pytest.mark.both_engines


def test_an_application_without_a_record_is_listed(unit: Unit) -> None:
    assert unrecorded.unrecorded(unit) == []
    ids = [plant(unit, Application, receipt_number=number)["id"] for number in ("1", "2", "3")]
    plant(unit, AuditRecord, application_id=ids[1])
    assert unrecorded.unrecorded(unit) == ["1", "3"]


def test_the_newest_event_has_the_last_word(unit: Unit) -> None:
    assert unrecorded.last_event_at(unit) == 0
    application = plant(unit, Application)["id"]
    for at in (5, 7):
        plant(unit, ApplicationEvent, application_id=application, at=at)
    assert unrecorded.last_event_at(unit) == 7
