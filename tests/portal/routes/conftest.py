"""Pages on one engine: what differs between engines is in the store, which the tests of services ask on both, and the
journeys walk whole stories on both."""

import pytest

from tests.databases import Makers


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].offered()
