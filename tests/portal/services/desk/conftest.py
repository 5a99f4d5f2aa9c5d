"""One new case and a reviewer of its section."""

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


@pytest.fixture
def number(installation: Installation) -> str:
    return file_application(installation, alice(installation))
