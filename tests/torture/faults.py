"""What breaks, in an order that a seed decides."""

from collections.abc import Callable, Mapping
from functools import partial
from random import Random
from time import sleep

from tests.torture.relay import Relay
from tests.torture.site import Site

Fault = Callable[[], None]
# One clock may be late by minutes, and a summer time that nobody expected moves it by an hour.
_STEPS = (-60, -5, 5, 60)
_WHILE = (0.5, 4.0)  # seconds for which a disk stays full, and a line broken


def faults_of(site: Site, chance: Random) -> Mapping[str, Fault]:
    faults: dict[str, Fault] = {
        "web killed": site.kill_web,
        "web ended": site.stop_web,
        "worker killed": site.kill_worker,
        "clock stepped": lambda: site.step_clock(chance.choice(_STEPS)),
    }
    for name in site.disks:
        faults[f"disk of {name} filled"] = partial(_fill, site, name, chance)
    if site.database is not None:
        faults |= {"database killed": site.kill_database, "database ended": site.stop_database}
    if site.line is not None:
        faults |= _of_line(site.line, chance)
    return faults


def _fill(site: Site, name: str, chance: Random) -> None:
    site.fill_disk(name, chance.uniform(*_WHILE))


def _of_line(line: Relay, chance: Random) -> Mapping[str, Fault]:
    def broken(break_: Fault, mend: Fault) -> None:
        break_()
        sleep(chance.uniform(*_WHILE))
        mend()

    return {
        "line reset": line.reset,
        "line cut": lambda: broken(line.cut, line.mend),
        "line hung": lambda: broken(line.hang, line.mend),
        "line hung and reset": lambda: broken(line.hang, line.reset),
        "answers lost": lambda: broken(line.lose_answers, line.reset),
    }


def ordered(site: Site, chance: Random, count: int) -> list[tuple[str, Fault]]:
    """Each kind in turn before any comes again."""
    faults = faults_of(site, chance)
    row: list[str] = []
    while len(row) < count:
        row += chance.sample(sorted(faults), len(faults))
    return [(name, partial(faults[name])) for name in row[:count]]
