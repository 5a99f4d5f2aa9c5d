"""One world per session, because its keys take a second to generate."""

from collections.abc import Iterator

import pytest

from integrations.certificates.fake import FakeRevocation
from integrations.certificates.mock.faults import NONE
from tests.integrations.certificates.world import START, Jpki, jpki


@pytest.fixture(scope="session")
def running_jpki() -> Iterator[Jpki]:
    with jpki() as world:
        yield world


@pytest.fixture
def world(running_jpki: Jpki) -> Jpki:
    running_jpki.clock.now = START
    running_jpki.mock.faults.set(NONE, NONE)
    running_jpki.revocation = FakeRevocation()
    return running_jpki
