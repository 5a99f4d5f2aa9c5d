"""Applications that were recorded with an audit record, with who sent them."""

import pytest

from portal.clock import to_micro
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from portal.store.residents import probes
from tests.portal.world import DUTY, PLACE, PROCEDURE, alice, file_application


@pytest.mark.both_engines
def test_of_these_duties_since_then_with_this_detail(installation: Installation) -> None:
    sender = alice(installation)
    number, other = file_application(installation, sender), file_application(installation, sender)
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        for receipt, detail in ((number, "by other"), (other, "")):
            row = applications.by_number(unit, receipt)
            assert row is not None
            write_audit(installation, unit, Actor("system", "x"), probes.NAMED, application_id=row.id, detail=detail)
        (probe,) = probes.since(unit, [DUTY, "tax"], now - 1_000_000, "by other")
        assert probe[1:] == (number, PROCEDURE, sender.person_id, PLACE)
        assert probes.since(unit, ["tax"], 0, "by other") == []
        assert probes.since(unit, [DUTY], now + 60_000_000, "by other") == []
