"""The same installation when time has passed; there the clock stands still."""

from dataclasses import replace
from datetime import datetime, timedelta

from portal.clock import Clock
from portal.services.installation import Installation
from tests.databases import NOW


def at(installation: Installation, moment: str) -> Installation:
    """`moment` with its offset, as KAKANAI_NOW is written."""
    return replace(installation, clock=Clock(datetime.fromisoformat(moment), lambda: 0.0))


def later(installation: Installation, **time: float) -> Installation:
    """`time` after the morning on which every test begins, as timedelta names it."""
    return at(installation, (datetime.fromisoformat(NOW) + timedelta(**time)).isoformat())
