"""One installation for all tests of web: they write no rows."""

from collections.abc import Iterator

import pytest

from portal.config import load_settings
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.databases import NOW


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("web")
    installation = install(load_settings(env="test", data=folder, database_url="", identity="none", now=NOW))
    yield installation
    installation.database.close()
