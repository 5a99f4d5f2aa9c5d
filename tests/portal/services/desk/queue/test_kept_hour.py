"""Counted once an hour."""

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
