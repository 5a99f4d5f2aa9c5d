"""Applications that were filed together keep their one number on the way inside. Each part says it of itself, so that it makes no difference
which of them comes first, or alone."""

from collections.abc import Mapping
from typing import Any

from portal.db import Unit
from portal.services.left_over import LeftOver
from portal.store import applications, bundles
from portal.store.bundles import BundleRow

_FACTS = ("id", "number", "made_at", "sent_at")


def tell_bundle(unit: Unit, uid: str) -> dict[str, Any]:
    """{} for what was filed alone."""
    row = bundles.by_id(unit, bundles.of_part(unit, uid))
    if row is None or row.number is None:
        return {}
    place = bundles.uids(unit, row.id).index(uid) + 1
    return {"bundle": {name: getattr(row, name) for name in _FACTS} | {"place": place}}


def join_bundle(unit: Unit, uid: str, told: Mapping[str, Any] | None) -> None:
    """The caller commits. LeftOver where the number is somebody else's already: of an application, or of what was filed here."""
    if told is None:
        return
    row = BundleRow(**{name: told[name] for name in _FACTS})
    standing, named = bundles.by_id(unit, row.id), bundles.by_number(unit, str(row.number))
    mine = bundles.of_part(unit, uid)
    other = standing is not None and standing.number != row.number
    if other or mine not in ("", row.id) or (named is not None and named.id != row.id):
        raise LeftOver("number")
    if applications.by_number(unit, str(row.number)) is not None:
        raise LeftOver("number")
    bundles.join(unit, row, uid, int(told["place"]))
