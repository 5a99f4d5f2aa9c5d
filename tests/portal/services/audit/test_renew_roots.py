"""New roots of audit and search index."""

import pytest

from portal.clock import to_micro
from portal.jobs.index_applications import index_applications
from portal.sealing import AUDIT, LOOK_UPS
from portal.services.audit.renew_roots import FOLLOWED, NotYet, renew_root, retire_audit, retire_look_ups
from portal.services.cases.find_applications import look_for
from portal.services.cases.read_search import Search
from portal.services.shared.fold_names import name_key
from portal.services.shared.installation import Installation
from portal.services.shared.verify_audit import verify_audit
from portal.store.cases import look_ups
from portal.store.shared import audit_records
from portal.store.shared.audit_records import Entry
from tests.portal.audit_chain import seal_all, write_records
from tests.portal.world import alice, file_application

pytestmark = pytest.mark.both_engines


def test_rotate_audit_keeps_every_record_verified_and_the_former_root_signs_nothing_later(
    installation: Installation,
) -> None:
    database, now = installation.database, to_micro(installation.clock.now())
    write_records(installation, 3)
    seal_all(installation)
    head = verify_audit(installation).head
    former_key = installation.audit_key
    assert renew_root(database, installation.keys, AUDIT, now) == 2
    assert renew_root(database, installation.keys, AUDIT, now) == 2, "one at a time"
    assert installation.audit_key != former_key
    write_records(installation, 3)
    seal_all(installation)
    assert verify_audit(installation, head).faults == ()
    with pytest.raises(NotYet):
        retire_audit(database, installation.keys, now + FOLLOWED - 1)
    assert retire_audit(database, installation.keys, now + FOLLOWED) == [1]
    assert retire_audit(database, installation.keys, now + FOLLOWED) == []
    installation.keys.follow()
    write_records(installation, 2)
    seal_all(installation)
    assert verify_audit(installation, head).faults == ()
    _write_with_former_root(installation)
    (fault,) = verify_audit(installation, head).faults
    assert str(fault).endswith("its content was changed")


def _write_with_former_root(installation: Installation) -> None:
    """As somebody who stole it."""
    key = installation.keys.derive("audit", AUDIT, 1)
    with installation.database.write() as unit:
        audit_records.add(unit, key, installation.clock.now(), "staff:x", "", [Entry("see")])
        unit.commit()


def test_rotate_look_ups_finds_people_before_during_and_after(installation: Installation) -> None:
    database, keys = installation.database, installation.keys
    session = alice(installation)
    for _ in range(3):
        file_application(installation, session)
    assert _count(installation) == 3
    assert retire_look_ups(database, keys) == []
    assert renew_root(database, keys, LOOK_UPS, 1) == 2
    assert _count(installation) == 3, "by the former root"
    with pytest.raises(NotYet):
        retire_look_ups(database, keys)
    file_application(installation, session)
    assert _count(installation) == 4, "by both roots"
    assert index_applications(installation) == 3
    assert retire_look_ups(database, keys) == [1]
    assert _count(installation) == 4
    with pytest.raises(KeyError):
        keys.derive("look-ups", LOOK_UPS, 1)


def _count(installation: Installation) -> int:
    with installation.database.read() as unit:
        look = look_for(installation.keys, unit, Search(names=frozenset({name_key("髙見本　太郎")})))
        return len(look_ups.find(unit, look, tuple(installation.city.duties), before=1 << 60, most=100))
