import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.services.signing.signed import Signing, signing_in


@pytest.fixture
def signing(installation: Installation, request: pytest.FixtureRequest) -> Signing:
    """In the requested order, else at once."""
    return signing_in(installation, getattr(request, "param", "parallel"))


@pytest.fixture
def taro(signing: Signing) -> Session:
    return signing.sign_in("taro")


@pytest.fixture
def number(signing: Signing, taro: Session) -> str:
    """By taro; 花子 and 次郎 are asked."""
    return signing.file(taro)
