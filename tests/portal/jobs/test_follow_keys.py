"""Processes follow a new root."""

from portal.jobs.follow_keys import follow_keys
from portal.sealing import AUDIT
from portal.services.shared.installation import Installation
from portal.services.shared.open_roots import new_root
from portal.store.shared import root_keys


def test_a_root_that_another_process_made_signs_from_the_next_second(installation: Installation) -> None:
    before = installation.audit_key
    with installation.database.write() as unit:
        root_keys.add(unit, new_root(installation.keys, AUDIT, 2, 1))
        unit.commit()
    assert installation.audit_key == before
    follow_keys(installation)
    assert installation.audit_key != before
