"""A card provider that accepts a request and never responds."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from integrations.cached import Cached


class Silent:
    """Responds once; later calls block until `speak` is set."""

    def __init__(self) -> None:
        self.calls = 0
        self.now = 0.0
        self.held = threading.Event()
        self.speak = threading.Event()

    def __call__(self) -> str:
        self.calls += 1
        if self.calls > 1:
            self.held.set()
            assert self.speak.wait(30)
        return f"document {self.calls}"


@pytest.fixture
def silent() -> Iterator[Silent]:
    neighbour = Silent()
    yield neighbour
    neighbour.speak.set()


@pytest.mark.parametrize("later", [60, 3600], ids=["still good", "too old"])
@pytest.mark.timeout(20)
def test_it_holds_one_thread_and_not_all(silent: Silent, later: float) -> None:
    """Without the limit all threads of the service would wait for it."""
    cached = Cached(silent, keep=3600, pause=5, elapsed=lambda: silent.now)
    assert cached.get() == "document 1"
    silent.now = later
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(cached.get, 0)
        assert silent.held.wait(10)
        assert [cached.get(), cached.get(max_age=10)] == ["document 1", "document 1"]
        silent.speak.set()
        assert asking.result(10) == "document 2"
    assert cached.get() == "document 2"
    assert silent.calls == 2
