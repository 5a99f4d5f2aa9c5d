"""Two administrators."""

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.world import add_member


@pytest.fixture
def kanri(installation: Installation) -> Member:
    return add_member(installation, "kanri", ("administrator", "*"))


@pytest.fixture
def jinji(installation: Installation) -> Member:
    return add_member(installation, "jinji", ("administrator", "*"))
