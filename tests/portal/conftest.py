"""An installation of the fictional city for each test, on both databases, its clock at one morning."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.config import load_settings
from portal.services.installation import Installation
from portal.wiring import install

NOW = "2026-11-20T10:00:00+09:00"


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    made = install(load_settings(env="test", data=tmp_path, database_url=database_url, identity="none", now=NOW))
    yield made
    made.database.close()
