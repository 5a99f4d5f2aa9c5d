"""What is asked of a resident now, from every part of the service, nearest day first: the top of my page and of each
application's own page.

A new reason to ask is one new file in `portal/services/asking/` and no change to another, save its words. The file has

    def asked(installation: Installation, unit: Unit, whose: Whose) -> Iterable[Asked]

It reads and never writes, and looks only at `whose.cases` and, where `whose.all` is true, at what hangs on the person alone
(an invitation, say). It runs at each view of these pages: one statement for all cases rather than one for each. Words, in
both languages: `asked.<reason>` says what to do, with `{until}` (a day near today) and whatever else `days` and `arguments`
name; `asked.<reason>.go` stands on the button, `asked.<reason>.title` above what is about no procedure.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from functools import cache

from portal.db import Unit
from portal.services import asking
from portal.services.asked_item import Asked, Whose
from portal.services.installation import Installation

Asks = Callable[[Installation, Unit, Whose], Iterable[Asked]]


@cache
def reasons() -> tuple[Asks, ...]:
    """Every file of the folder, by name. AttributeError at the first call if one does not ask."""
    names = sorted(module.name for module in pkgutil.iter_modules(asking.__path__))
    return tuple(importlib.import_module(f"{asking.__name__}.{name}").asked for name in names)


def asked_now(installation: Installation, unit: Unit, whose: Whose) -> list[Asked]:
    """All of it; what has no day comes last."""
    found = [one for asks in reasons() for one in asks(installation, unit, whose)]
    return sorted(found, key=lambda one: (one.until, one.receipt_number))
