"""A reviewer, and an application that waits for a correction."""

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


@pytest.fixture
def number(installation: Installation, reviewer: Member) -> str:
    """Returned for a telephone number until 4 December."""
    number = file_application(installation, alice(installation))
    ask_again(installation, reviewer, number, "phone")
    return number


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return add_member(installation, "clerk", ("clerk", DUTY))
