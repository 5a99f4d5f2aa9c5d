"""Two cities in one process, each with its own keys and tables, on both databases."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from portal.app import make_app
from portal.cities import Cities
from portal.config import load_settings
from portal.services.shared.installation import Installation
from portal.wiring import install
from portal.worker import JointCity
from tests.databases import NOW, Makers

HOSTS = {"aoba.example": "aoba", "kawabe.example": "kawabe", "closed.example": "closed"}


@pytest.fixture
def cities(makers: Makers, tmp_path: Path) -> Iterator[Mapping[str, Installation]]:
    urls = {"aoba": makers["sqlite"].offered(), "kawabe": makers["sqlite"].offered()}
    installations = {
        name: install(
            load_settings(
                env="test", identity="none", now=NOW, data=tmp_path / name, database_url=url,
                public_url=f"http://{name}.example",
            )
        )
        for name, url in urls.items()
    }  # fmt: skip
    yield installations
    for name, installation in installations.items():
        installation.database.close()
        makers["sqlite"].take_back(urls[name])


@pytest.fixture
def application(cities: Mapping[str, Installation]) -> Cities:
    apps = {
        name: make_app(installation, with_worker=False, joint=JointCity(name, 3))
        for name, installation in cities.items()
    }
    return Cities(apps, HOSTS)
