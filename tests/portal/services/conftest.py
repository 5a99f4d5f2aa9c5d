"""An installation that takes fees, and two zones for tests of the courier (those to which the database matters ask for both engines themselves)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.payments.fake import FakePayments
from portal.services.installation import Installation
from portal.services.sessions import Session
from tests.databases import Makers
from tests.portal.services.paying import with_provider
from tests.portal.two_zones import Zones, two_zones
from tests.portal.world import alice


@pytest.fixture
def provider() -> FakePayments:
    return FakePayments()


@pytest.fixture
def paying(installation: Installation, provider: FakePayments) -> Installation:
    return with_provider(installation, provider)


@pytest.fixture
def zones(makers: Makers, tmp_path: Path) -> Iterator[Zones]:
    with two_zones(makers, "sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def session(zones: Zones) -> Session:
    return alice(zones.outer)
