import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.world import alice


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)
