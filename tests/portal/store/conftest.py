"""A unit per engine, rolled back after the test."""

from collections.abc import Iterator

import pytest

from portal.db import Database, Unit
from tests.databases import ENGINES, Makers


@pytest.fixture(params=ENGINES, scope="session")
def store_database(request: pytest.FixtureRequest, lasting_makers: Makers) -> Iterator[Database]:
    database = Database(lasting_makers[request.param].migrated())
    yield database
    database.close()


@pytest.fixture
def unit(store_database: Database) -> Iterator[Unit]:
    with store_database.write() as opened:
        yield opened
