"""One new case and a reviewer of its section."""

import pytest

from portal.services.shared.installation import Installation
from tests.portal.world import alice, file_application


@pytest.fixture
def number(installation: Installation) -> str:
    return file_application(installation, alice(installation))
