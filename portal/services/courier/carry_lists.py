"""Kept lists outward, whole: the newest wins."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from forms.city.kept_lists import KeptList
from portal.db import Unit
from portal.services.courier.report_to_inner import mark_of
from portal.services.desk.lists.change_list import COURIER, state_of, store_change
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow
from portal.store.procedures import kept_lists
from portal.store.procedures.kept_lists import EntryRow

LISTS = "lists"
Item = tuple[str, object, Callable[[], dict[str, Any]]]
Payload = Mapping[str, Any]
_WORDS = ("key", "label", "kana", "easy", "english", "starts", "ends", "note", "cells")


def report_lists(_installation: Basics, unit: Unit) -> Iterator[Item]:
    """Inside. Lists that nobody changed are in the city's file outside too."""
    for name in sorted(kept_lists.revisions(unit)):
        content = _report(unit, name)
        yield name, content, lambda content=content: content  # type: ignore[misc]


def _report(unit: Unit, name: str) -> dict[str, Any]:
    rows = kept_lists.entries(unit, name)
    return {"entries": [[*(getattr(row, word) for word in _WORDS), row.place] for row in rows]}


def has_crossed(unit: Unit, name: str) -> bool:
    row = courier_items.of(unit, f"{LISTS}/{name}") or ItemRow("")
    return row.there_step >= row.sent_step and row.sent_mark == mark_of(_report(unit, name))


def take_lists(installation: Basics, unit: Unit, rest: str, item: Payload, actor: Actor) -> None:
    """Outside."""
    kept = installation.city.kept.of(rest) or KeptList(id=rest, title=rest, duty=rest)
    rows = [
        EntryRow(rest, **dict(zip(_WORDS, map(str, words), strict=True)), place=int(place))
        for *words, place in item["entries"]
    ]
    store_change(installation, unit, actor, state_of(unit, kept), COURIER, rows)
