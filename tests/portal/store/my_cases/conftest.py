"""An open application."""

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from tests.portal.store.planting import plant


@pytest.fixture
def application(unit: Unit) -> int:
    return int(plant(unit, Application)["id"])
