"""The time in tests: a clock that moves when it is looked at, and the same installation later, with a stopped clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

from portal.clock import Clock
from portal.services.shared.installation import Installation
from tests.databases import NOW

Site = TypeVar("Site", bound=Installation)


def a_look_at_a_time() -> Callable[[], float]:
    """Seconds that grow by a microsecond with each call."""
    looks = count()
    return lambda: next(looks) / 1_000_000


def at(installation: Site, moment: str) -> Site:
    """`moment` with its offset, as in KAKANAI_NOW."""
    return replace(installation, clock=Clock(datetime.fromisoformat(moment), lambda: 0.0))


def later(installation: Installation, **time: float) -> Installation:
    """`time` after NOW, in timedelta's arguments."""
    return at(installation, (datetime.fromisoformat(NOW) + timedelta(**time)).isoformat())
