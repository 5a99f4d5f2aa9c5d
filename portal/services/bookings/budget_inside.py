"""In the outer zone: a budget as the inner one reported it."""

# Only the inner zone decides who gets money (D316).

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.db import Unit
from portal.store.courier import courier_items

BUDGETS = "budgets"  # the kind of item


@dataclass(frozen=True)
class Figures:
    """Yen; `order`: receipt numbers of the queue; `at`: microseconds, when they were so."""

    total: int
    committed: int
    granted: int
    queued: int
    order: tuple[str, ...]
    at: int


def figures_of(unit: Unit, procedure: str, year: int) -> Figures | None:
    item = courier_items.of(unit, f"{BUDGETS}/{procedure}/{year}")
    return read_figures(json.loads(item.content)) if item is not None and item.content else None


def read_figures(facts: Mapping[str, Any]) -> Figures:
    """Raises KeyError, ValueError."""
    numbers = {name: int(facts[name]) for name in ("total", "committed", "granted", "queued", "at")}
    return Figures(**numbers, order=tuple(map(str, facts["order"])))
