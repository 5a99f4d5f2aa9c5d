"""Routes run on SQLite: differences between engines are tested with the stores, and journeys run on both."""

from collections.abc import Iterator

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.databases import Makers
from tests.portal.routes.acts import HERE, acts
from tests.portal.routes.interviewing import with_sources
from tests.portal.routes.staff_browser import Acting, StaffBrowser, at_desk


@pytest.fixture
def database_url(makers: Makers) -> Iterator[str]:
    url = makers["sqlite"].handed_on()
    yield url
    makers["sqlite"].take_back(url)


@pytest.fixture(autouse=True)
def _shows_acts(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that `acts.txt` names did those acts, and each left the keyboard at a place."""
    file = request.path.relative_to(HERE).as_posix() if request.path.is_relative_to(HERE) else ""
    expected = acts().get(f"{file}::{request.function.__name__}")
    Acting.shown = set() if expected else None
    yield
    shown, Acting.shown = Acting.shown, None
    assert not expected or expected - (shown or set()) == set()


@pytest.fixture
def equipped(installation: Installation) -> Installation:
    """With a card reader at the counter and the city's people as the register."""
    return with_sources(installation)


@pytest.fixture
def reviewing(installation: Installation, reviewer: Member) -> StaffBrowser:
    return at_desk(installation, reviewer)
