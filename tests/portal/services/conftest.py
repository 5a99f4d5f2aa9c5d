"""An installation with fees, and two zones for the courier."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.payments.fake import FakePayments
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from tests.databases import Makers
from tests.portal.services.fees.paying import with_provider
from tests.portal.two_zones import Zones, two_zones
from tests.portal.world import DUTY, add_member, alice


@pytest.fixture
def provider() -> FakePayments:
    return FakePayments()


@pytest.fixture
def paying(installation: Installation, provider: FakePayments) -> Installation:
    return with_provider(installation, provider)


@pytest.fixture
def zones(request: pytest.FixtureRequest, makers: Makers, tmp_path: Path) -> Iterator[Zones]:
    """On SQLite, unless a test parametrizes `zones` with ENGINES."""
    with two_zones(makers, getattr(request, "param", "sqlite"), tmp_path) as made:
        yield made


@pytest.fixture
def session(zones: Zones) -> Session:
    return alice(zones.outer)


@pytest.fixture
def inner_reviewer(zones: Zones) -> Member:
    return add_member(zones.inner, "reviewer", ("reviewer", DUTY))
