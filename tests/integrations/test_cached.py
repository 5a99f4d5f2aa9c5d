"""Cached documents."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from integrations.cached import Cached
from integrations.sockets.interfaces import AdapterError


@dataclass
class Source:
    asked: int = 0
    now: float = 0.0
    failing: bool = False

    def __call__(self) -> str:
        self.asked += 1
        if self.failing:
            raise AdapterError("PROVIDER_TIMEOUT", permanent=False)
        return f"document {self.asked}"


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def cached(source: Source) -> Cached[str]:
    return Cached(source, keep=100, pause=5, elapsed=lambda: source.now)


def test_a_document_is_asked_once_until_it_is_old(source: Source, cached: Cached[str]) -> None:
    assert [cached.get(), cached.get()] == ["document 1", "document 1"]
    source.now = 99.9
    assert cached.get() == "document 1"
    source.now = 100
    assert cached.get() == "document 2"


def test_a_reader_may_want_it_younger(source: Source, cached: Cached[str]) -> None:
    cached.get()
    source.now = 60
    assert cached.get(max_age=60) == "document 2"
    assert cached.get(max_age=60) == "document 2"


def test_a_reader_that_misses_something_makes_it_new_once_in_a_while(source: Source, cached: Cached[str]) -> None:
    first = cached.get()
    second = cached.newer_than(first)
    assert second == "document 2"
    source.now = 4.9
    assert cached.newer_than(second) == "document 2"
    source.now = 5
    assert cached.newer_than(second) == "document 3"


def test_a_reader_with_an_old_document_is_given_the_new_one(source: Source, cached: Cached[str]) -> None:
    first = cached.get()
    cached.newer_than(first)
    assert cached.newer_than(first) == "document 2"
    assert source.asked == 2


def test_a_failure_is_remembered_for_the_pause(source: Source, cached: Cached[str]) -> None:
    source.failing = True
    for _ in range(3):
        with pytest.raises(AdapterError, match="PROVIDER_TIMEOUT") as caught:
            cached.get()
        assert not caught.value.permanent
    assert source.asked == 1
    source.failing, source.now = False, 5
    assert cached.get() == "document 2"


def test_a_failed_renewal_leaves_the_document_that_is_young_enough(source: Source, cached: Cached[str]) -> None:
    cached.get()
    source.failing, source.now = True, 60
    with pytest.raises(AdapterError):
        cached.get(max_age=10)
    assert cached.get() == "document 1"


def test_many_threads_ask_once(source: Source, cached: Cached[str]) -> None:
    barrier = threading.Barrier(8)

    def read(_: int) -> str:
        barrier.wait()
        return cached.get()

    with ThreadPoolExecutor(8) as crowd:
        assert set(crowd.map(read, range(8))) == {"document 1"}
    assert source.asked == 1
