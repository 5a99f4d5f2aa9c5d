"""Cards of bundles on the resident's page."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.config import Settings
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.filing.drafts import Draft, deleted_on
from portal.store.bundles import bundles
from portal.web.bundles.bundle_view import title_of
from portal.web.shared.words import words


def bundle_drafts(
    settings: Settings, drafts: Sequence[Draft], together: Mapping[str, str], language: str, writers: Mapping[int, str]
) -> list[dict[str, Any]]:
    by_bundle: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.id in together:
            by_bundle.setdefault(together[draft.id], []).append(draft)
    return [
        {
            "href": f"/bundles/{bundle}",
            "here": f"/bundles/{bundle}",
            "go": f"/bundles/{bundle}/check",
            "title": words(language)["bundle.title"],
            "whose": "",
            "writer": writers.get(max(parts, key=lambda part: part.saved_at).row.member_id or 0, ""),
            "parts": [title_of(part, language) for part in parts],
            "deleted_on": min(deleted_on(settings, part) for part in parts),
            "waits": [],
        }
        for bundle, parts in by_bundle.items()
    ]


def with_bundles(unit: Unit, cases: Sequence[Case], lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    together = bundles.of_parts(unit, [case.row.uid for case in cases])
    merged: list[dict[str, Any]] = []
    cards: dict[str, dict[str, Any]] = {}
    for case, line in zip(cases, lines, strict=True):
        bundle = together.get(case.row.uid, "")
        if not bundle:
            merged.append(line | {"parts": []})
        elif bundle in cards:
            cards[bundle]["parts"].append(line)
        else:
            row = bundles.by_id(unit, bundle)
            cards[bundle] = {"href": f"/bundles/{bundle}", "number": row.number if row else "", "parts": [line]}
            merged.append(cards[bundle])
    return merged
