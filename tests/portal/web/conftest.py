"""One installation for all pages' floors: they touch no rows, so that one database is enough."""

from collections.abc import Iterator

import pytest

from portal.config import load_settings
from portal.services.installation import Installation
from portal.wiring import install
from tests.databases import NOW


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("web")
    made = install(load_settings(env="test", data=folder, database_url="", identity="none", now=NOW))
    yield made
    made.database.close()
