"""Budgets outward: what is left and who waits, as it is inside (D316)."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.services.bookings.budget_inside import BUDGETS, read_figures
from portal.services.bookings.commit_budget import account_of, budget_years, queue_of, time_of_budget
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor
from portal.store.bookings import budgets
from portal.store.cases import applications
from portal.store.courier import courier_items

Item = tuple[str, object, Callable[[], dict[str, Any]]]
Payload = Mapping[str, Any]


def report_budgets(installation: Basics, unit: Unit) -> Iterator[Item]:
    # Inside, once anything is committed. The instant alone is no news.
    sent = [row.key.split("/") for row in courier_items.every_of(unit, BUDGETS)]
    now = to_micro(installation.clock.now())
    for procedure in installation.catalogue.all():
        if procedure.budget is None:
            continue
        before = {int(year) for _, name, year in sent if name == procedure.id}
        for year in sorted({*budget_years(unit, procedure), *before}):
            account = account_of(installation, unit, procedure, year)
            queue = budgets.shares(unit, queue_of(time_of_budget(procedure.id, year)), now)
            rows = applications.by_ids(unit, [share.application_id for share in queue])
            figures = {
                "total": account.total, "committed": account.committed, "granted": account.granted, "queued": account.queued,
                "order": [rows[share.application_id].receipt_number for share in queue],
            }  # fmt: skip
            yield f"{procedure.id}/{year}", figures, lambda figures=figures: figures | {"at": now}  # type: ignore[misc]


def take_budget(installation: Basics, unit: Unit, rest: str, item: Payload, actor: Actor) -> str:
    """Outside."""
    return json.dumps(asdict(read_figures(item)))
