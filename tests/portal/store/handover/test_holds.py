"""Holds that keep an application from hand-over."""

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.files.attachment import Attachment
from portal.models.residents.register_match import RegisterMatch
from portal.store.handover import holds
from portal.store.handover.holds import ExportHoldRow
from tests.portal.store.planting import plant


def test_holds_of_applications_are_listed(unit: Unit) -> None:
    both, settled, free = (plant(unit, Application)["id"] for _ in range(3))
    plant(unit, RegisterMatch, application_id=both, state="open")
    plant(unit, RegisterMatch, application_id=settled, state="matched")
    plant(unit, Attachment, application_id=both, state="quarantine")
    plant(unit, Attachment, application_id=settled, state="checked")
    hold = ExportHoldRow(both, "hanako", 5, b"why")
    assert [holds.add_export_hold(unit, hold) for _ in range(2)] == [True, False]
    assert holds.export_hold(unit, both) == hold
    assert holds.by_application(unit, [both, settled, free]) == {both: {"person", "scan", "export"}}
    assert holds.by_application(unit, []) == {}
    assert [holds.end_export_hold(unit, both) for _ in range(2)] == [True, False]
    assert holds.export_hold(unit, both) is None
    assert holds.by_application(unit, [both]) == {both: {"person", "scan"}}
