"""Who came, papers shown, procedures."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.mistakes import Mistake
from portal.db import Unit
from portal.services.counter.describe_visit import item_lines, policy_lines, procedures_of, visit_line
from portal.services.counter.move_visit import colleagues_of
from portal.services.counter.next_step import lead_visit
from portal.services.counter.visits import CAME, Visit
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.counter import visit_figures
from portal.web.counter.visit import usual_place
from portal.web.counter.visit_boxes import (
    ABOUT,
    ADD,
    CAME_AS,
    COLLEAGUE,
    HANDED,
    NAME,
    NOTE,
    PAPERS,
    TICKET,
    stored_boxes,
    visit_views,
)
from portal.web.filing.question_page import problems
from portal.web.shared.page import render
from portal.web.shared.posting import Posted, first

REVISION = "screen-revision"  # the name that the counter's auto-save script uses


def visit_page(
    request: Request, installation: Installation, unit: Unit, signed: Member, visit: Visit, *, typed: Posted | None = None,
    mistakes: Mapping[str, tuple[Mistake, ...]] = {}, refused: Sequence[tuple[str, str]] = (), overtaken: bool = False,
) -> Response:  # fmt: skip
    """`refused`: (reason, target); `overtaken`: another member saved first, nothing was stored."""
    items = item_lines(installation, unit, signed, visit)
    by_card = next((view.card for view in items if view.card), "")
    boxes = stored_boxes(visit, by_card) if typed is None else typed
    policies = policy_lines(installation, unit, visit, boxes.get(PAPERS, ()))
    views = visit_views(installation, boxes, mistakes, lacking=any(policy.lacking for policy in policies))
    stored = visit_views(installation, stored_boxes(visit))
    context = {
        "visit": visit, "line": visit_line(installation, unit, signed, visit), "items": items, "views": views,
        "by_card": by_card if by_card and not visit.words.name else "",
        "policies": policies,
        "offices": procedures_of(installation, signed), "chosen": first(boxes, ADD),
        "colleagues": colleagues_of(installation, unit, signed, visit), "colleague": first(boxes, COLLEAGUE),
        "problems": [*problems([view for view in views.values() if view.errors]), *refused],
        "theirs": _differing(visit, boxes, {view.id: view.label for view in stored.values()}) if overtaken else [],
        "overtaken": overtaken, "lead": lead_visit(installation, unit, signed, visit, items, usual_place(request)),
        "printed": visit_figures.printed(unit, visit.id),
    }  # fmt: skip
    status = 409 if overtaken else 422 if mistakes or refused else 200
    return render(request, "pages/counter/visit.html", context, status=status)


def _differing(visit: Visit, boxes: Posted, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    stored: Mapping[str, Any] = stored_boxes(visit)
    shown = {**{name: "、".join(stored[name]) for name in (TICKET, NAME, ABOUT, NOTE, HANDED)}}
    shown[CAME_AS] = CAME.get(visit.words.came, "")
    shown[PAPERS] = f"{len(visit.words.papers)}点"
    return [
        (labels[name], words or "（空欄）")
        for name, words in shown.items()
        if name in labels and sorted(stored[name]) != sorted(boxes.get(name, [""] if name != PAPERS else []))
    ]
