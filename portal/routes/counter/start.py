"""窓口入力: one field, expected and present visitors, what can be begun."""

import re
import secrets

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.counter.visits import begin_visit
from portal.services.shared.codes import new_token
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.declare_disaster import declared_disaster
from portal.web.counter.clerk import clerk
from portal.web.counter.own_window import enterable_titles, families_of, favourites_of, presets_of
from portal.web.counter.start_lists import start_lists
from portal.web.counter.start_targets import counter_targets, is_ticket, straight_to
from portal.web.counter.visit import PLACE_COOKIE
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, read_cookie
from portal.web.shared.undo import Undo

router = Router("staff", prefix="/counter", access=staff("clerk", "reviewer"))
_DISCARDED = "受付を捨てました。1日のうちは、下の「捨てた受付」から元に戻せます。"
_DRAFT = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_MOST = 80
_MOST_TICKET = 12


@router.get("")
def begin(request: Request) -> Response:
    with changing(request, clerk) as (installation, unit, signed):
        titles = enterable_titles(request, signed)
        context = start_lists(request, unit, signed) | {
            "presets": [(preset, new_token()) for preset in presets_of(request, titles)],
            "favourites": [(name, title, new_token()) for name, title in favourites_of(request, titles)],
            "once": secrets.token_urlsafe(16),
            "asked": "",
            "targets": [],
            "flash": _DISCARDED if "discarded" in request.query_params else None,
            "families": families_of(request, unit, titles),
            "relief": _relief(installation, unit, signed),
            "undo": _undo(request),
            "counters": installation.city.counters,
            "place": read_cookie(request, PLACE_COOKIE),
        }
    return render(request, "pages/counter/begin.html", context)


def _undo(request: Request) -> Undo | None:
    draft = request.query_params.get("discarded", "")
    return Undo(f"/counter/drafts/{draft}/restore", "捨てた受付", "元に戻す") if _DRAFT.fullmatch(draft) else None


def _relief(installation: Installation, unit: Unit, signed: Member) -> Procedure | None:
    row = declared_disaster(installation.clock, unit)
    current = installation.catalogue.current(row.procedure) if row else None
    return current if current is not None and signed.may("enter", current.duty) else None


@router.post("")
def find(request: Request, posted: Post) -> Response:
    """A POST: names stay out of URLs. A ticket, or nothing, is a visit; a sure match opens."""
    asked = first(posted, "asked").strip()[:_MOST]
    with changing(request, clerk) as (installation, unit, signed):
        leads = straight_to(request, unit, signed, asked)
        if not leads and is_ticket(asked):
            visit_id = begin_visit(installation, unit, signed, first(posted, "once"), asked)
            leads = f"/counter/visits/{visit_id}"
        targets = [] if leads else counter_targets(request, unit, signed, asked)
    if leads:
        return see(request, leads)
    context = {"asked": asked, "targets": targets, "once": secrets.token_urlsafe(16)}
    context["ticket"] = asked if len(asked) <= _MOST_TICKET and asked.isprintable() else ""
    return render(request, "pages/counter/find.html", context)
