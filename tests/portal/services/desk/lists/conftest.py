from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.databases import ENGINES, Makers
from tests.definitions.house import running_house
from tests.portal.services.desk.lists.world import definitions, keeper


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, makers: Makers) -> str:
    return makers[request.param].migrated()


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """With one small definition that asks for a school."""
    folder = tmp_path / "definitions"
    folder.mkdir()
    definitions(folder)
    with running_house(folder, database_url, tmp_path / "data") as house:
        yield house.installation


@pytest.fixture
def member(installation: Installation) -> Member:
    return keeper(installation)
