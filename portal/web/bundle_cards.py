"""Bundles on my page: one card each, of what is being written and of what was sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.db import Unit
from portal.services.cases import Case
from portal.services.drafts import Draft, deleted_on
from portal.services.installation import Installation
from portal.store import bundles
from portal.web.bundle_view import title_of
from portal.web.words import words


def bundle_drafts(
    installation: Installation, drafts: Sequence[Draft], together: Mapping[str, str], language: str
) -> list[dict[str, Any]]:
    """In the place of their parts. `together`: the bundle of each part."""
    found: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.id in together:
            found.setdefault(together[draft.id], []).append(draft)
    return [
        {
            "href": f"/bundles/{bundle}",
            "here": f"/bundles/{bundle}",
            "title": words(language)["bundle.title"],
            "parts": [title_of(installation, one, language) for one in parts],
            "deleted_on": min(deleted_on(installation, one) for one in parts),
            "waits": [],
        }
        for bundle, parts in found.items()
    ]


def with_bundles(unit: Unit, cases: Sequence[Case], lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of what was filed together as one card, where the first of them stands."""
    together = bundles.of_parts(unit, [case.row.uid for case in cases])
    found: list[dict[str, Any]] = []
    cards: dict[str, dict[str, Any]] = {}
    for case, line in zip(cases, lines, strict=True):
        bundle = together.get(case.row.uid, "")
        if not bundle:
            found.append(line | {"parts": []})
        elif bundle in cards:
            cards[bundle]["parts"].append(line)
        else:
            row = bundles.by_id(unit, bundle)
            cards[bundle] = {"href": f"/bundles/{bundle}", "number": row.number if row else "", "parts": [line]}
            found.append(cards[bundle])
    return found
