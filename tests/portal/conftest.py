"""An installation of the fictional city for each test, on both databases, its clock at one morning."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.config import load_settings
from portal.services.installation import Installation
from portal.wiring import install
from tests.cheap_passwords import hash_cheaply
from tests.databases import ENGINES, NOW, Makers

hash_cheaply()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, makers: Makers) -> Iterator[str]:
    """A database of this test alone that a service was started on before; every test that asks for it runs on both
    engines."""
    url = makers[request.param].offered()
    yield url
    makers[request.param].take_back(url)


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    made = install(load_settings(env="test", data=tmp_path, database_url=database_url, identity="none", now=NOW))
    yield made
    made.database.close()
