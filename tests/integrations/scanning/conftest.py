from collections.abc import Iterator

import pytest

from tests.clamd import Clamd, clamd


@pytest.fixture(scope="session")
def daemon() -> Iterator[Clamd]:
    with clamd() as running:
        yield running
