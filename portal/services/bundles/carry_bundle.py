"""Bundles keep their number inside; parts may arrive in any order."""

from collections.abc import Mapping
from typing import Any

from portal.db import Unit
from portal.services.shared.deferral import LeftOver
from portal.services.shared.receipt_number import read
from portal.store.bundles import bundles
from portal.store.bundles.bundles import BundleRow
from portal.store.cases import applications

_FACTS = ("id", "number", "made_at", "sent_at")


def report_bundle(unit: Unit, uid: str) -> dict[str, Any]:
    row = bundles.by_id(unit, bundles.of_part(unit, uid))
    if row is None or row.number is None:
        return {}
    place = bundles.uids(unit, row.id).index(uid) + 1
    return {"bundle": {name: getattr(row, name) for name in _FACTS} | {"place": place}}


def join_bundle(unit: Unit, uid: str, facts: Mapping[str, Any] | None) -> None:
    """Raises LeftOver if the number is used."""
    if facts is None:
        return
    row = BundleRow(**{name: facts[name] for name in _FACTS})
    if read(str(row.number)) != row.number:
        raise LeftOver("series")
    stored, same_number = bundles.by_id(unit, row.id), bundles.by_number(unit, str(row.number))
    joined = bundles.of_part(unit, uid)
    renumbered = stored is not None and stored.number != row.number
    if renumbered or joined not in ("", row.id) or (same_number is not None and same_number.id != row.id):
        raise LeftOver("number")
    if applications.by_number(unit, str(row.number)) is not None:
        raise LeftOver("number")
    bundles.join(unit, row, uid, int(facts["place"]))
