"""An installation of the fictional city for each test, whose clock moves by a microsecond a look: what comes later is
later, and no page differs because the machine was busy."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from portal.config import Settings, load_settings
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.wiring import install
from tests.cheap_passwords import hash_cheaply
from tests.databases import ENGINES, NOW, Makers
from tests.portal.later import a_look_at_a_time
from tests.portal.world import DUTY, add_member, alice, file_application

hash_cheaply()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, makers: Makers) -> Iterator[str]:
    """A migrated database of this test alone: SQLite, and also PostgreSQL for tests marked `both_engines`."""
    url = makers[request.param].handed_on()
    yield url
    makers[request.param].take_back(url)


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    installation = install(_settings(tmp_path, database_url), seconds=a_look_at_a_time())
    yield installation
    installation.database.close()


def _settings(data: Path, database_url: str) -> Settings:
    """Read once in a process, but where the environment sets something."""
    own: dict[str, object] = {"data": data, "database_url": database_url}
    if any(name.startswith("KAKANAI_") or name == "PORT" for name in os.environ):
        return load_settings(env="test", identity="none", now=NOW, **own)
    return _plain_settings().model_copy(update=own)


@cache
def _plain_settings() -> Settings:
    return load_settings(env="test", identity="none", now=NOW)


@pytest.fixture
def postgresql_installation(makers: Makers, tmp_path: Path) -> Iterator[Installation]:
    """SQLite reuses the number of a rolled-back record; PostgreSQL does not."""
    url = makers["postgresql"].migrated()
    settings = load_settings(env="test", data=tmp_path, database_url=url, identity="none", now=NOW)
    installation = install(settings, seconds=a_look_at_a_time())
    yield installation
    installation.database.close()


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return add_member(installation, "clerk", ("clerk", DUTY))


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


@pytest.fixture
def approver(installation: Installation) -> Member:
    return add_member(installation, "approver", ("approver", DUTY))


@pytest.fixture
def number(installation: Installation) -> str:
    return file_application(installation, alice(installation))
