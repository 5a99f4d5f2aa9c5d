# A reason is a module in `portal/services/my_cases/asking/` with `asked(installation: MyCasesNeeds, unit: Unit, whose:
# Whose) -> Iterable[Asked]`. It only reads, with one statement for all `whose.cases`.

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from functools import cache

from portal.db import Unit
from portal.services.my_cases import asking
from portal.services.my_cases.needs import MyCasesNeeds
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.sessions import READ

Asks = Callable[[MyCasesNeeds, Unit, Whose], Iterable[Asked]]


@cache
def reasons() -> tuple[Asks, ...]:
    """Raises AttributeError."""
    names = sorted(module.name for module in pkgutil.iter_modules(asking.__path__))
    return tuple(importlib.import_module(f"{asking.__name__}.{name}").asked for name in names)


def asked_now(installation: MyCasesNeeds, unit: Unit, whose: Whose) -> list[Asked]:
    """Nearest day first; without a day last. Without what a company lets this account not read."""
    items = (item for asks in reasons() for item in asks(installation, unit, whose))
    seat = whose.seat
    shown = [item for item in items if seat is None or item.procedure is None or seat.may(READ, item.procedure.id)]
    return sorted(shown, key=lambda item: (item.until, item.receipt_number))
