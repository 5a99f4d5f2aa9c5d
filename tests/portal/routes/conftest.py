"""Pages on one engine: what differs between engines is in the store, which the tests of services ask on both, and the
journeys walk whole stories on both."""

import pytest

from portal.services.installation import Installation
from tests.databases import Makers
from tests.portal.routes.interviewing import with_sources


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].offered()


@pytest.fixture
def here(installation: Installation) -> Installation:
    """With a reader on the counter and the city's people as the register."""
    return with_sources(installation)
