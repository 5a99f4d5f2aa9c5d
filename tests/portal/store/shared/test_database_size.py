"""How much the database holds, on both engines."""

import pytest

from portal.services.shared.installation import Installation
from portal.store.shared.database_size import bytes_held


@pytest.mark.both_engines
def test_a_database_with_a_catalogue_holds_megabytes(installation: Installation) -> None:
    with installation.database.read() as unit:
        assert 1_000_000 < bytes_held(unit) < 10_000_000_000
