"""One mock for all tests of this folder; the clock starts anew for each."""

from collections.abc import Iterator

import pytest

from tests.integrations.identity.world import START, Clock, Twisted, World, untouched, world


@pytest.fixture(scope="session")
def running_world() -> Iterator[World]:
    transport = Twisted(timeout=5.0)
    with world(Clock(), transport) as here:
        yield here
    transport.close()


@pytest.fixture
def mocked(running_world: World) -> World:
    running_world.clock.now = START
    running_world.transport.twist = untouched
    return running_world
