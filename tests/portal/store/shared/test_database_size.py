"""How much of the database is in use, on both engines."""

from random import Random

import pytest

from portal.services.shared.installation import Installation
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from portal.store.shared.database_size import is_full

MEGABYTE = 1_000_000


@pytest.mark.both_engines
def test_a_database_with_a_catalogue_holds_megabytes(installation: Installation) -> None:
    with installation.database.read() as unit:
        assert is_full(unit, MEGABYTE)
        assert not is_full(unit, 10_000 * MEGABYTE)


@pytest.mark.both_engines
def test_what_is_deleted_makes_room_at_once(installation: Installation) -> None:
    holder = Holder(visit_id="a visit")
    with installation.database.read() as unit:
        most = next(number for number in range(1, 10_000) if not is_full(unit, number * MEGABYTE)) * MEGABYTE
    with installation.database.write() as unit:
        attachments.add(unit, holder, "a file", b"", Random(1).randbytes(2 * MEGABYTE), 0)
        unit.commit()
    with installation.database.read() as unit:
        assert is_full(unit, most)
    with installation.database.write() as unit:
        attachments.remove(unit, holder, "a file")
        unit.commit()
    with installation.database.read() as unit:
        assert not is_full(unit, most)
