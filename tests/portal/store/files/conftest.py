"""Holders of files."""

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.counter.visit import Visit
from portal.models.filing.draft import Draft
from portal.store.files.attachments import Holder
from tests.portal.store.planting import plant


@pytest.fixture
def holders(unit: Unit) -> tuple[Holder, Holder, Holder]:
    return (
        Holder(draft_id=plant(unit, Draft)["id"]),
        Holder(application_id=plant(unit, Application)["id"]),
        Holder(visit_id=plant(unit, Visit)["id"]),
    )
