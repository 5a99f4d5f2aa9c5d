import pytest

from portal.services.shared.installation import Installation
from tests.portal.services.counter.reading import Reader, reading
from tests.portal.services.counter.visiting import Counter, serve


@pytest.fixture
def counter(installation: Installation) -> Counter:
    return serve(installation)


@pytest.fixture
def reader(installation: Installation, request: pytest.FixtureRequest) -> Reader:
    """Two further signers sign at once or in the requested order."""
    return reading(installation, getattr(request, "param", "parallel"))
