"""A visit at the counter: begun by a ticket number, kept on one page, put aside, taken up, given on, ended with a paper for the
visitor."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest
from portal.services.installation import Installation
from portal.services.move_visit import (
    add_procedure,
    colleagues_of,
    end_visit,
    hand_over_visit,
    park_visit,
    remove_procedure,
    resume_visit,
)
from portal.services.rights import Member
from portal.services.sum_up_visit import sum_up_visit
from portal.services.visit_figures import figures_by_day, figures_of_visit
from portal.services.visits import Visit, begin_visit, save_visit
from portal.store import visit_figures
from portal.web.clerk import clerk
from portal.web.counter_visit import opened_visit
from portal.web.page import render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of
from portal.web.visit_boxes import ADD, COLLEAGUE, TICKET, Typed, digest, read_visit
from portal.web.visit_page import REVISION, visit_page

router = Router(prefix="/counter/visits")
ACT = "screen-act"
_MOST_TICKET = 12
_STEPS = ("people", "guide", "interview", "screen")  # pages of a visit to which its main button leads
_NOT_FILED = "まだ登録していない手続があります。登録するか、外すか、中断してください。"


@router.post("")
def begin(request: Request, posted: Post) -> Response:
    """A ticket that is being served opens the visit that there is."""
    installation = installation_of(request)
    ticket = first(posted, TICKET).strip()
    if len(ticket) > _MOST_TICKET or not ticket.isprintable():
        raise BadRequest("ticket")
    with installation.database.write() as unit:
        signed = clerk(request, unit)
        visit_id = begin_visit(installation, unit, signed, first(posted, "once"), ticket)
        unit.commit()
    return see(request, _address(visit_id))


@router.get("/figures")
def figures(request: Request) -> Response:
    """How long visits took, by day. Names nobody."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        clerk(request, unit)
        days = figures_by_day(installation, unit)
    return render(request, "pages/counter/visit_figures.html", {"days": days})


def _address(visit_id: str) -> str:
    return f"/counter/visits/{visit_id}"


@router.get("/{visit}")
def show(request: Request, visit: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, found = opened_visit(request, unit, visit)
        if found.row.ended_at is not None:
            unit.commit()
            return see(request, f"{_address(visit)}/summary")
        page = visit_page(request, installation, unit, signed, found)
        unit.commit()
    return page


@router.post("/{visit}")
def save(request: Request, visit: str, posted: Post) -> Response:
    """Every button saves what was typed first; a press that comes twice is done once."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, found = opened_visit(request, unit, visit)
        here = _address(visit)
        if found.row.ended_at is not None or found.words.last == digest(posted):
            unit.commit()
            return see(request, here)
        typed = read_visit(installation, found, posted)
        if first(posted, REVISION) != str(found.row.revision):
            page = visit_page(request, installation, unit, signed, found, typed=posted, overtaken=True)
            unit.commit()
            return page
        found = save_visit(installation, unit, found, typed.words, **_ticket(found, typed))
        refused = [] if typed.mistakes else _refused(installation, unit, signed, found, typed)
        if typed.mistakes or refused:
            page = visit_page(
                request, installation, unit, signed, found, typed=typed.boxes, mistakes=typed.mistakes, refused=refused
            )
            unit.commit()
            return page
        leads = _act(installation, unit, signed, found, typed)
        unit.commit()
    return see(request, leads)


def _ticket(visit: Visit, typed: Typed) -> dict[str, object]:
    """One that was mended is no key any more: two at one ticket are told apart by who came."""
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
    """Where it leads. Whoever does more than save serves them from now on."""
    act, _, named = first(typed.boxes, ACT).partition(".")
    words, here = typed.words, _address(visit.id)
    if act == "go" and words.adding:  # chosen and not begun yet: that is what comes next
        act = "add"
    if act in ("add", "end", "remove", "resume") and (visit.row.parked_at or visit.row.staff_id != signed.id):
        visit = resume_visit(installation, unit, signed, visit, replace(words, handed=""))
    match act:
        case "add":
            return f"/counter/drafts/{add_procedure(installation, unit, signed, visit, words.adding)}"
        case "go" if named in _STEPS:
            return f"{here}/{named}"
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
            return f"{here}/summary"
    return here


@router.get("/{visit}/summary")
def show_summary(request: Request, visit: str) -> Response:
    """What the visitor takes home (まとめ); nothing of anybody's address."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, found = opened_visit(request, unit, visit)
        lines = sum_up_visit(installation, unit, signed, found)
        figures = figures_of_visit(installation, unit, visit)
        printed = visit_figures.printed(unit, found.id)
        unit.commit()
    told = {"visit": found, "lines": lines, "figures": figures, "printed": printed}
    return render(request, "pages/counter/visit_summary.html", told)
