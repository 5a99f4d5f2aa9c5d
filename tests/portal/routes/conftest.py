"""Routes run on SQLite: differences between engines are tested with the stores, and journeys run on both."""

from collections.abc import Iterator

import pytest

from portal.services.shared.installation import Installation
from tests.databases import Makers
from tests.portal.routes.interviewing import with_sources


@pytest.fixture
def database_url(makers: Makers) -> Iterator[str]:
    url = makers["sqlite"].offered()
    yield url
    makers["sqlite"].take_back(url)


@pytest.fixture
def equipped(installation: Installation) -> Installation:
    """With a card reader at the counter and the city's people as the register."""
    return with_sources(installation)
