"""Counted once an hour."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from portal.services.desk.queue.kept_hour import KeptHour
from portal.services.shared.installation import Installation
from tests.portal.later import later


def test_a_key_is_made_once_an_hour(installation: Installation) -> None:
    made: list[str] = []

    def make(key: str) -> int:
        made.append(key)
        return len(made)

    kept = KeptHour(installation.clock, make)
    assert [kept.of(key) for key in ("a", "b", "a")] == [1, 2, 1]
    kept._clock = later(installation, hours=1, minutes=1).clock
    assert kept.of("a") == 3
    assert made == ["a", "b", "a"]


def test_what_takes_long_is_made_once_and_lets_other_keys_pass(installation: Installation) -> None:
    made: list[str] = []
    begun, may_end = Event(), Event()

    def make(key: str) -> int:
        made.append(key)
        if key == "long":
            begun.set()
            may_end.wait(30)
        return len(made)

    kept = KeptHour(installation.clock, make)
    kept.of("kept")
    with ThreadPoolExecutor(4) as pool:
        both = [pool.submit(kept.of, "long") for _ in range(2)]
        try:
            assert begun.wait(10)
            assert pool.submit(kept.of, "kept").result(timeout=10) == 1
            assert pool.submit(kept.of, "other").result(timeout=10) == 3
        finally:
            may_end.set()
        assert both[0].result() == both[1].result()
    assert made == ["kept", "long", "other"]
