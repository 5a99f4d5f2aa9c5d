"""An installation that takes fees."""

import pytest

from integrations.payments.fake import FakePayments
from portal.services.installation import Installation
from tests.portal.services.paying import with_provider


@pytest.fixture
def provider() -> FakePayments:
    return FakePayments()


@pytest.fixture
def paying(installation: Installation, provider: FakePayments) -> Installation:
    return with_provider(installation, provider)
