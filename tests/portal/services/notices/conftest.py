"""An application that waits for a correction."""

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import alice, file_application


@pytest.fixture
def number(installation: Installation, reviewer: Member) -> str:
    """Returned for a telephone number until 4 December."""
    number = file_application(installation, alice(installation))
    ask_again(installation, reviewer, number, "phone")
    return number
