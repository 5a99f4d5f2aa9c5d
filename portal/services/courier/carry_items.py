"""With a growing step, until acknowledged."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from portal.config import Settings
from portal.db import Unit
from portal.services.bookings.budget_inside import BUDGETS
from portal.services.bookings.outside_entries import ENTRIES
from portal.services.courier.carry_budgets import report_budgets, take_budget
from portal.services.courier.carry_drawings import (
    DRAWINGS,
    apply_entries,
    report_drawings,
    report_entries,
    take_drawing,
)
from portal.services.courier.carry_letters import apply_answers, report_answers, report_letters, take_letters
from portal.services.courier.carry_lists import LISTS, report_lists, take_lists
from portal.services.courier.carry_places import PLACES, report_places, take_places
from portal.services.courier.carry_procedures import (
    OFFERED,
    PROCEDURES,
    apply_offered,
    report_offered,
    report_procedures,
    take_procedure,
)
from portal.services.courier.carry_removals import apply_disposal, apply_purged, report_disposed, report_purged
from portal.services.courier.carry_times import apply_waits, report_closed, report_waits, take_closed
from portal.services.courier.needs import CourierNeeds
from portal.services.courier.report_to_inner import mark_of
from portal.services.courier.resend import is_due
from portal.services.fees.unsent_outside import GIVEN, UNSENT, apply_unsent, report_given, report_unsent, take_given
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow

Payload = Mapping[str, Any]
Report = dict[str, Any]
# Sending zone → kind → current items: (rest of the key, what is compared for changes, function that builds the
# content).
_REPORTS: Mapping[
    str, Mapping[str, Callable[[CourierNeeds, Unit], Iterator[tuple[str, object, Callable[[], Report]]]]]
] = {
    "inner": {  # what letters name goes before them
        PROCEDURES: report_procedures, "gone": report_disposed, "letters": report_letters, "closed": report_closed,
        LISTS: report_lists, DRAWINGS: report_drawings, BUDGETS: report_budgets, PLACES: report_places, GIVEN: report_given,
    },
    "outer": {
        OFFERED: report_offered, "purged": report_purged, "answers": report_answers, "waits": report_waits,
        ENTRIES: report_entries, UNSENT: report_unsent,
    },
}  # fmt: skip
_ALONG = {PROCEDURES: report_procedures, LISTS: report_lists}  # of the inner zone's, also for laptops
_Take = Callable[[CourierNeeds, str, Payload, Actor], None]
_TakeInOne = Callable[[CourierNeeds, Unit, str, Payload, Actor], str | None]


def _in_one(takes: Mapping[str, _TakeInOne]) -> dict[str, _Take]:
    return {kind: partial(_take_in_one, take) for kind, take in takes.items()}


def _take_in_one(take: _TakeInOne, installation: CourierNeeds, rest: str, item: Payload, actor: Actor) -> None:
    # In one unit, with the content that it gives. Another worker may have taken it, or a later one, a moment ago.
    with installation.database.write() as unit:
        row = courier_items.of(unit, item["key"]) or ItemRow(item["key"])
        if row.taken_step < item["step"]:
            content = take(installation, unit, rest, item, actor)
            kept = row if content is None else replace(row, content=content)
            courier_items.keep(unit, replace(kept, taken_step=item["step"], owes=True))
            unit.commit()


# Sending zone → kind → function that takes the item in the other zone.
_TAKE_OF_ZONES: Mapping[str, Mapping[str, _Take]] = {
    "inner": {
        PROCEDURES: take_procedure, "gone": apply_disposal, "letters": take_letters,
        **_in_one({
            "closed": take_closed, LISTS: take_lists, DRAWINGS: take_drawing, BUDGETS: take_budget, PLACES: take_places,
            GIVEN: take_given,
        }),
    },
    "outer": {
        "purged": apply_purged, "answers": apply_answers,
        **_in_one({OFFERED: apply_offered, "waits": apply_waits, ENTRIES: apply_entries, UNSENT: apply_unsent}),
    },
}  # fmt: skip
LAPTOP, HOME = "laptop", "home"
_TAKE = {**_TAKE_OF_ZONES, HOME: {kind: _TAKE_OF_ZONES["inner"][kind] for kind in _ALONG}}
OTHER_ZONE = {"outer": "inner", "inner": "outer", LAPTOP: HOME, HOME: LAPTOP}


def side_of(settings: Settings, peer: int = 0) -> str:
    # Of a package: outer, inner, laptop, or home towards a laptop.
    if peer:
        return HOME
    return LAPTOP if settings.laptop else settings.zone


def due_items(
    installation: CourierNeeds, started: int, again: bool, *, figures: bool = False
) -> Iterator[tuple[ItemRow, Report]]:
    # `figures`: those of budgets, else all others.
    installation.catalogue.all()  # read outside of a transaction
    for kind in _REPORTS.get(side_of(installation.settings), ()):
        if (kind == BUDGETS) != figures:
            continue
        with installation.database.read() as unit:
            due = list(_due(installation, unit, kind, started, again))
        yield from due


def items_along(installation: Basics, now: int) -> Iterator[Report]:
    # Whole: a laptop may have missed any number of packages.
    installation.catalogue.all()
    with installation.database.read() as unit:
        for kind, report in _ALONG.items():
            for rest, _, content in report(installation, unit):
                yield content() | {"key": f"{kind}/{rest}", "step": now}


def _due(
    installation: CourierNeeds, unit: Unit, kind: str, started: int, again: bool
) -> Iterator[tuple[ItemRow, Report]]:  # fmt: skip
    for rest, mark, content in _REPORTS[installation.settings.zone][kind](installation, unit):
        key, marked = f"{kind}/{rest}", mark_of(mark)
        row = courier_items.of(unit, key) or ItemRow(key)
        if is_due(installation.settings, unit, row, marked, started, again):
            step = row.sent_step if row.sent_mark == marked else max(started, row.sent_step + 1)
            after = replace(row, sent_step=step, sent_mark=marked, sent_at=started)
            yield after, content() | {"key": key, "step": step}


def keep_sent(unit: Unit, row: ItemRow, number: int) -> None:
    # Rereads the row: the other zone may have changed it.
    current = courier_items.of(unit, row.key) or row
    courier_items.keep(
        unit,
        replace(
            current, sent_step=row.sent_step, sent_mark=row.sent_mark, sent_at=row.sent_at, sent_in=number,
        ),
    )  # fmt: skip


def is_figures(item: Payload) -> bool:
    return str(item["key"]).startswith(f"{BUDGETS}/")


def take_item(installation: CourierNeeds, item: Payload, actor: Actor) -> None:
    # Commits. Raises LeftOver.
    kind, _, rest = str(item["key"]).partition("/")
    take = _TAKE[OTHER_ZONE[side_of(installation.settings)]].get(kind)
    if take is None or not rest:
        raise LeftOver("unknown")
    take(installation, rest, item, actor)


def is_new_item(installation: Basics, item: Payload) -> bool:
    with installation.database.write() as unit:
        row = courier_items.of(unit, item["key"])
        if row is None or row.taken_step < item["step"]:
            return True
        courier_items.keep(unit, replace(row, owes=True))
        unit.commit()
    return False
