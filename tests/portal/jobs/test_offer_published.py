"""Drawings, calendars and periods of a procedure begin with its publishing, not with the next start of the worker."""

from portal.clock import to_micro
from portal.services.shared.catalogue import publish
from portal.services.shared.installation import Installation
from portal.wiring import install
from portal.worker import Worker
from tests.forms.loading.small import small


def test_a_worker_goes_by_what_another_process_published(installation: Installation) -> None:
    other = install(installation.settings)
    worker = Worker(other)
    publish(installation.database, [small(procedure="brand-new")], to_micro(installation.clock.now()))
    assert "brand-new" not in {procedure.id for procedure in other.catalogue.all()}
    worker.step()
    assert "brand-new" in {procedure.id for procedure in other.catalogue.all()}
    other.database.close()
