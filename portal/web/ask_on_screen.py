"""Leaves what is open and can be pressed to the visitor's own screen, from either page of the clerk's."""

from fastapi import Request

from portal.errors import Conflict
from portal.services.ask_visitor import ask_visitor
from portal.services.show_on_screen import look_first, to_send
from portal.services.visit_facts import facts_of
from portal.services.visits import visit_of_counter
from portal.web.clerk import clerk
from portal.web.state import installation_of


def ask_on_screen(request: Request, visit: str) -> bool:
    """Whether there is a screen and something to ask. The register says first whom it protects: no unit may be open."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = clerk(request, unit)
        found = visit_of_counter(installation, unit, signed, visit)
        drafts, people = to_send(installation, unit, signed, found), facts_of(installation, found.row).named
        unit.commit()
    veiled = look_first(installation, drafts, people)
    with installation.database.write() as unit:
        signed = clerk(request, unit)
        found = visit_of_counter(installation, unit, signed, visit)
        try:
            asks = ask_visitor(installation, unit, signed, found, request.state.staff_session.token_hash, veiled)
        except Conflict:  # the visitor pressed at this moment, or the visit is over: the page says which
            return False
        unit.commit()
    return asks
