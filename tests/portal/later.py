"""The same installation at a later time, with a stopped clock."""

from dataclasses import replace
from datetime import datetime, timedelta

from portal.clock import Clock
from portal.services.shared.installation import Installation
from tests.databases import NOW


def at(installation: Installation, moment: str) -> Installation:
    """`moment` with its offset, as in KAKANAI_NOW."""
    return replace(installation, clock=Clock(datetime.fromisoformat(moment), lambda: 0.0))


def later(installation: Installation, **time: float) -> Installation:
    """`time` after NOW, in timedelta's arguments."""
    return at(installation, (datetime.fromisoformat(NOW) + timedelta(**time)).isoformat())
