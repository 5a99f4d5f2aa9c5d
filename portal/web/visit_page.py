"""The one page of a visit: who came, what they showed, what is done for them. Decides nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.mistakes import Mistake
from portal.db import Unit
from portal.services.describe_visit import item_lines, policy_lines, procedures_of, visit_line
from portal.services.installation import Installation
from portal.services.lead_visit import lead_visit
from portal.services.move_visit import colleagues_of
from portal.services.rights import Member
from portal.services.visits import CAME, Visit
from portal.store import visit_figures
from portal.web.cookies import read_cookie
from portal.web.counter_visit import PLACE_COOKIE
from portal.web.page import render
from portal.web.posting import Posted, first
from portal.web.question_page import problems
from portal.web.visit_boxes import (
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

REVISION = "screen-revision"  # as on the counter's screen, whose script saves this form while it is typed


def visit_page(
    request: Request, installation: Installation, unit: Unit, signed: Member, visit: Visit, *, typed: Posted | None = None,
    mistakes: Mapping[str, tuple[Mistake, ...]] = {}, refused: Sequence[tuple[str, str]] = (), overtaken: bool = False,
) -> Response:  # fmt: skip
    """`typed`: as it was posted, where something of it was not taken; `refused`: why an act was not done, with where to look;
    `overtaken`: somebody saved meanwhile, and nothing was stored."""
    items = item_lines(installation, unit, signed, visit)
    by_card = next((one.card for one in items if one.card), "")
    boxes = stored_boxes(visit, by_card) if typed is None else typed
    views = visit_views(installation, boxes, mistakes)
    stored = visit_views(installation, stored_boxes(visit))
    context = {
        "visit": visit, "line": visit_line(installation, unit, signed, visit), "items": items, "views": views,
        "by_card": by_card if by_card and not visit.words.name else "",
        "policies": policy_lines(installation, unit, visit, boxes.get(PAPERS, ())),
        "offices": procedures_of(installation, signed), "chosen": first(boxes, ADD),
        "colleagues": colleagues_of(installation, unit, signed, visit), "colleague": first(boxes, COLLEAGUE),
        "problems": [*problems([one for one in views.values() if one.errors]), *refused],
        "theirs": _differing(visit, boxes, {one.id: one.label for one in stored.values()}) if overtaken else [],
        "overtaken": overtaken, "lead": lead_visit(installation, unit, signed, visit, items, read_cookie(request, PLACE_COOKIE)),
        "printed": visit_figures.printed(unit, visit.id),
    }  # fmt: skip
    status = 409 if overtaken else 422 if mistakes or refused else 200
    return render(request, "pages/counter/visit.html", context, status=status)


def _differing(visit: Visit, boxes: Posted, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a colleague saved and this page says otherwise, as (label, words)."""
    there: Mapping[str, Any] = stored_boxes(visit)
    shown = {**{name: "、".join(there[name]) for name in (TICKET, NAME, ABOUT, NOTE, HANDED)}}
    shown[CAME_AS] = CAME.get(visit.words.came, "")
    shown[PAPERS] = f"{len(visit.words.papers)}点"
    return [
        (labels[name], words or "（空欄）")
        for name, words in shown.items()
        if name in labels and sorted(there[name]) != sorted(boxes.get(name, [""] if name != PAPERS else []))
    ]
