"""What breaks, in an order that a seed decides."""

from collections.abc import Callable, Mapping
from functools import partial
from random import Random

from tests.torture.site import Site

Fault = Callable[[], None]
# One clock may be late by minutes, and a summer time that nobody expected moves it by an hour.
_STEPS = (-60, -5, 5, 60)


def faults_of(site: Site, chance: Random) -> Mapping[str, Fault]:
    faults: dict[str, Fault] = {
        "web killed": site.kill_web,
        "web ended": site.stop_web,
        "worker killed": site.kill_worker,
        "clock stepped": lambda: site.step_clock(chance.choice(_STEPS)),
    }
    if site.database is not None:
        faults |= {"database killed": site.kill_database, "database ended": site.stop_database}
    return faults


def ordered(site: Site, chance: Random, count: int) -> list[tuple[str, Fault]]:
    """Each kind in turn before any comes again."""
    faults = faults_of(site, chance)
    row: list[str] = []
    while len(row) < count:
        row += chance.sample(sorted(faults), len(faults))
    return [(name, partial(faults[name])) for name in row[:count]]
