import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.services.fees.paying import file_with_fee
from tests.portal.world import alice


@pytest.fixture
def session(paying: Installation) -> Session:
    return alice(paying)


@pytest.fixture
def number(paying: Installation, session: Session) -> str:
    return file_with_fee(paying, session)
