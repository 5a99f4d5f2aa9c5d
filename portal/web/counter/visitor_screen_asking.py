"""Sends open questions to the visitor's screen."""

from fastapi import Request

from portal.errors import Conflict
from portal.services.counter.ask_visitor import ask_visitor
from portal.services.counter.visitor_screen_sections import look_first, to_send
from portal.services.counter.visits import visit_of_counter
from portal.services.filing.visit_facts import facts_of
from portal.web.counter.clerk import clerk
from portal.web.shared.state import installation_of


def ask_on_screen(request: Request, visit: str) -> bool:
    """False without screen or question. Calls the register: no unit may be open."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = clerk(request, unit)
        opened = visit_of_counter(installation, unit, signed, visit)
        drafts, people = to_send(installation, unit, signed, opened), facts_of(installation, opened.row).named
        unit.commit()
    veiled = look_first(installation.register, drafts, people)
    with installation.database.write() as unit:
        signed = clerk(request, unit)
        opened = visit_of_counter(installation, unit, signed, visit)
        try:
            asks = ask_visitor(installation, unit, signed, opened, request.state.staff_session.token_hash, veiled)
        except Conflict:  # the visitor acts at this moment, or the visit is over: the page shows which
            return False
        unit.commit()
    return asks
