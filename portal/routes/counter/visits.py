"""Ticket, parking, handing on, まとめ."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest
from portal.services.counter.guide_visit import rest_of_guides
from portal.services.counter.know_people import choose_occasion
from portal.services.counter.move_visit import (
    add_procedure,
    colleagues_of,
    end_visit,
    hand_over_visit,
    park_visit,
    remove_procedure,
    resume_visit,
)
from portal.services.counter.sum_up_visit import sum_up_visit
from portal.services.counter.visit_figures import figures_by_day, figures_of_visit
from portal.services.counter.visits import Visit, begin_visit, save_visit, visit_of_counter
from portal.services.finding.follow_guide import guide_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.counter import visit_figures
from portal.web.counter.clerk import clerk
from portal.web.counter.own_window import is_occasion
from portal.web.counter.visit import opened_visit
from portal.web.counter.visit_boxes import ADD, COLLEAGUE, TICKET, Typed, digest, read_visit
from portal.web.counter.visit_page import REVISION, visit_page
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, reading, writing

router = Router("staff", prefix="/counter/visits", access=staff("clerk", "reviewer"))
ACT = "screen-act"
_MOST_TICKET = 12
_MOST_AT_ONCE = 12
_STEPS = ("people", "guide", "interview", "screen")  # pages of a visit to which its main button leads
_NOT_FILED = "まだ登録していない手続があります。登録するか、外すか、中断してください。"


@router.post("")
def begin(request: Request, posted: Post) -> Response:
    ticket = first(posted, TICKET).strip()
    if len(ticket) > _MOST_TICKET or not ticket.isprintable():
        raise BadRequest("ticket")
    with changing(request, clerk) as (installation, unit, signed):
        visit_id = begin_visit(installation, unit, signed, first(posted, "once"), ticket)
        leads = _with(installation, unit, signed, visit_id, posted)
    return see(request, leads)


def _with(installation: Installation, unit: Unit, signed: Member, visit_id: str, posted: Post) -> str:
    # Where a visit with a guide or procedures leads. Pressed twice, each is in it once.
    guide, procedures = first(posted, "guide"), posted.get("procedure", ())[:_MOST_AT_ONCE]
    if guide:
        return f"{_address(visit_id)}/guide/{guide_of(installation.guides, guide).id}"
    if is_occasion(installation.city, first(posted, "occasion")):
        choose_occasion(
            installation, unit, visit_of_counter(installation, unit, signed, visit_id), first(posted, "occasion")
        )
    begun = dict[str, str]()
    for procedure in procedures:
        visit = visit_of_counter(installation, unit, signed, visit_id)
        begun = {installation.catalogue.version(unit, draft.meaning).id: draft.uid for draft in visit.open}
        if procedure not in begun:
            begun[procedure] = add_procedure(installation, unit, signed, visit, procedure)
    return f"/counter/drafts/{begun[procedures[0]]}" if len(procedures) == 1 else _address(visit_id)


@router.get("/figures")
def figures(request: Request) -> Response:
    with reading(request, clerk) as (installation, unit, _):
        days = figures_by_day(installation.clock, unit)
    return render(request, "pages/counter/visit_figures.html", {"days": days})


def _address(visit_id: str) -> str:
    return f"/counter/visits/{visit_id}"


@router.get("/{visit}")
def show(request: Request, visit: str) -> Response:
    with writing(request) as (installation, unit):
        signed, current_visit = opened_visit(request, unit, visit)
        if current_visit.row.ended_at is not None:
            unit.commit()
            return see(request, f"{_address(visit)}/summary")
        page = visit_page(request, installation, unit, signed, current_visit)
        unit.commit()
    return page


@router.post("/{visit}")
def save(request: Request, visit: str, posted: Post) -> Response:
    """Every button stores the typed values first; a repeated request takes effect once."""
    with writing(request) as (installation, unit):
        signed, current_visit = opened_visit(request, unit, visit)
        address = _address(visit)
        if current_visit.row.ended_at is not None or current_visit.words.last == digest(posted):
            unit.commit()
            return see(request, address)
        typed = read_visit(installation, current_visit, posted)
        if first(posted, REVISION) != str(current_visit.row.revision):
            page = visit_page(request, installation, unit, signed, current_visit, typed=posted, overtaken=True)
            unit.commit()
            return page
        current_visit = save_visit(installation, unit, current_visit, typed.words, **_ticket(current_visit, typed))
        refused = [] if typed.mistakes else _refused(installation, unit, signed, current_visit, typed)
        if typed.mistakes or refused:
            page = visit_page(
                request,
                installation,
                unit,
                signed,
                current_visit,
                typed=typed.boxes,
                mistakes=typed.mistakes,
                refused=refused,
            )
            unit.commit()
            return page
        leads = _act(installation, unit, signed, current_visit, typed)
        unit.commit()
    return see(request, leads)


def _ticket(visit: Visit, typed: Typed) -> dict[str, object]:
    # A corrected number is no longer unique.
    return {} if typed.ticket == visit.row.ticket else {"ticket": typed.ticket, "open_ticket": None}


def _refused(
    installation: Installation, unit: Unit, signed: Member, visit: Visit, typed: Typed
) -> list[tuple[str, str]]:  # fmt: skip
    act = first(typed.boxes, ACT)
    if act == "add" and not typed.words.adding:
        return [("手続を選んでください。", ADD)]
    if act == "end" and visit.open:
        return [(_NOT_FILED, "items")]
    known = [str(row.id) for row in colleagues_of(installation, unit, signed, visit)] if act == "hand" else []
    return (
        [("引き継ぐ相手を選んでください。", COLLEAGUE)]
        if act == "hand" and first(typed.boxes, COLLEAGUE) not in known
        else []
    )


def _act(installation: Installation, unit: Unit, signed: Member, visit: Visit, typed: Typed) -> str:
    act, _, named = first(typed.boxes, ACT).partition(".")
    words, address = typed.words, _address(visit.id)
    if act == "go" and words.adding:  # procedures chosen and not started yet come next
        act = "add"
    if act in ("add", "end", "remove", "resume") and (visit.row.parked_at or visit.row.staff_id != signed.id):
        visit = resume_visit(installation, unit, signed, visit, replace(words, handed=""))
    match act:
        case "add":
            return f"/counter/drafts/{add_procedure(installation, unit, signed, visit, words.adding)}"
        case "go" if named in _STEPS:
            return f"{address}/{named}"
        case "remove":
            remove_procedure(installation, unit, signed, visit, named)
        case "park":
            park_visit(installation, unit, signed, visit, words)
            return "/counter"
        case "hand":
            hand_over_visit(installation, unit, signed, visit, words, int(first(typed.boxes, COLLEAGUE)))
            return "/counter"
        case "end":
            end_visit(installation, unit, signed, visit, words)
            return f"{address}/summary"
    return address


@router.get("/{visit}/summary")
def show_summary(request: Request, visit: str) -> Response:
    with changing(request) as (installation, unit):
        signed, current_visit = opened_visit(request, unit, visit)
        lines = sum_up_visit(installation, unit, signed, current_visit)
        rest = rest_of_guides(installation, installation.guides, unit, current_visit)
        figures = figures_of_visit(installation.clock, unit, visit)
        printed = visit_figures.printed(unit, current_visit.id)
    context = {"visit": current_visit, "lines": lines, "rest": rest, "figures": figures, "printed": printed}
    return render(request, "pages/counter/visit_summary.html", context)
