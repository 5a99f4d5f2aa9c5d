"""What goes between the zones beside applications: told whole, under a step that only grows, until the other side has it. One kind each:
what is thrown away inside (`carry_removals`), and letters of campaigns (`carry_letters`)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from portal.db import Unit
from portal.services.actor import Actor
from portal.services.carry_letters import hear_answers, take_letters, tell_answers, tell_letters
from portal.services.carry_removals import hear_purged, take_gone, tell_gone, tell_purged
from portal.services.due_again import is_due
from portal.services.installation import Installation
from portal.services.left_over import LeftOver
from portal.services.tell_inner import mark_of
from portal.store import courier_items
from portal.store.courier_items import ItemRow

Said = Mapping[str, Any]
Told = dict[str, Any]
# Zone that tells → kind → what of it there is now: (the rest of its key, what marks it as another, how it is told).
_TELL: Mapping[str, Mapping[str, Callable[[Installation, Unit], Iterator[tuple[str, object, Callable[[], Told]]]]]] = {
    "inner": {"gone": tell_gone, "letters": tell_letters},
    "outer": {"purged": tell_purged, "answers": tell_answers},
}
# Zone that tells → kind → how it is taken at the other one.
_TAKE: Mapping[str, Mapping[str, Callable[[Installation, str, Said, Actor], None]]] = {
    "inner": {"gone": take_gone, "letters": take_letters},
    "outer": {"purged": hear_purged, "answers": hear_answers},
}
OTHER_ZONE = {"outer": "inner", "inner": "outer"}


def due_items(installation: Installation, started: int, again: bool) -> Iterator[tuple[ItemRow, Told]]:
    """What differs from what was sent, or was not heard of for too long; with the row as it is once it was sent."""
    for kind in _TELL[installation.settings.zone]:
        with installation.database.read() as unit:
            due = list(_due(installation, unit, kind, started, again))
        yield from due


def _due(
    installation: Installation, unit: Unit, kind: str, started: int, again: bool
) -> Iterator[tuple[ItemRow, Told]]:  # fmt: skip
    for rest, mark, told in _TELL[installation.settings.zone][kind](installation, unit):
        key, marked = f"{kind}/{rest}", mark_of(mark)
        row = courier_items.of(unit, key) or ItemRow(key)
        if is_due(installation, unit, row, marked, started, again):
            step = row.sent_step if row.sent_mark == marked else max(started, row.sent_step + 1)
            after = replace(row, sent_step=step, sent_mark=marked, sent_at=started)
            yield after, told() | {"key": key, "step": step}


def keep_sent(unit: Unit, row: ItemRow, number: int) -> None:
    """With what came from there meanwhile, which is not the packer's to change."""
    now = courier_items.of(unit, row.key) or row
    courier_items.keep(
        unit,
        replace(
            now, sent_step=row.sent_step, sent_mark=row.sent_mark, sent_at=row.sent_at, sent_in=number,
        ),
    )  # fmt: skip


def take_item(installation: Installation, said: Said, actor: Actor) -> None:
    """Opens and commits its own units. LeftOver where it has to wait."""
    kind, _, rest = str(said["key"]).partition("/")
    take = _TAKE[OTHER_ZONE[installation.settings.zone]].get(kind)
    if take is None or not rest:
        raise LeftOver("unknown")
    take(installation, rest, said, actor)


def is_new_item(installation: Installation, said: Said) -> bool:
    """What came before is acknowledged once more."""
    with installation.database.write() as unit:
        row = courier_items.of(unit, said["key"])
        if row is None or row.taken_step < said["step"]:
            return True
        courier_items.keep(unit, replace(row, owes=True))
        unit.commit()
    return False
