"""Sends open questions, or everything to be confirmed, to the visitor's screen."""

from fastapi import Request

from portal.db import Unit
from portal.errors import Conflict
from portal.services.counter.ask_visitor import ask_visitor
from portal.services.counter.visitor_screen_sections import look_first, send, to_send
from portal.services.counter.visits import Visit, visit_of_counter
from portal.services.filing.visit_facts import facts_of
from portal.services.shared.rights import Member
from portal.web.counter.clerk import clerk
from portal.web.counter.window_screen import take_window_screen
from portal.web.shared.state import changing, installation_of


def ask_on_screen(request: Request, visit: str) -> bool:
    """False without screen or question. Outside a unit."""
    return _out(request, visit, asks=True)


def send_to_screen(request: Request, visit: str) -> bool:
    """False without screen or content. Outside a unit."""
    return _out(request, visit, asks=False)


def _out(request: Request, visit: str, *, asks: bool) -> bool:
    with changing(request) as (installation, unit):
        signed, opened = _opened(request, unit, visit)
        drafts, people = to_send(installation, unit, signed, opened), facts_of(installation, opened.row).named
    veiled = look_first(installation.register, drafts, people if asks else frozenset())
    with installation.database.write() as unit:
        signed, opened = _opened(request, unit, visit)
        try:
            take_window_screen(request, unit, signed, opened)
            session = request.state.staff_session.token_hash
            done = (ask_visitor if asks else send)(installation, unit, signed, opened, session, veiled)
        except Conflict:  # the visitor acts at this moment, or the visit is over: the page shows which
            return False
        unit.commit()
    return done


def _opened(request: Request, unit: Unit, visit: str) -> tuple[Member, Visit]:
    signed = clerk(request, unit)
    return signed, visit_of_counter(installation_of(request), unit, signed, visit)
