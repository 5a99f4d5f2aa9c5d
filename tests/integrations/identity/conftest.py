"""One mock per session."""

from collections.abc import Iterator

import pytest

from tests.integrations.identity.readers import Readers, readers
from tests.integrations.identity.signers import Signers, signers
from tests.integrations.identity.world import START, Clock, Twisted, World, untouched, world


@pytest.fixture(scope="session")
def running_world() -> Iterator[World]:
    transport = Twisted(timeout=5.0)
    with world(Clock(), transport) as running:
        yield running
    transport.close()


@pytest.fixture
def mocked(running_world: World) -> World:
    running_world.clock.now = START
    running_world.transport.twist = untouched
    return running_world


@pytest.fixture(scope="session")
def running_signers() -> Iterator[Signers]:
    transport = Twisted(timeout=5.0)
    with signers(Clock(), transport) as running:
        yield running
    transport.close()


@pytest.fixture
def signing(running_signers: Signers) -> Signers:
    running_signers.world.clock.now = START
    running_signers.world.transport.twist = untouched
    for card in running_signers.jpki.cards._cards.values():
        card.pins["sign"].left = 0 if card.state == "locked" else 5
    return running_signers


@pytest.fixture(scope="session")
def running_readers() -> Iterator[Readers]:
    with readers() as running:
        yield running


@pytest.fixture
def reader(running_readers: Readers) -> Readers:
    running_readers.refresh()
    return running_readers
