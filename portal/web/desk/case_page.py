from typing import Any

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.receiving_office import office_line
from portal.services.desk.case.compare_register import Comparison, RegisterQuery, compare_register
from portal.services.desk.case.describe_case import CaseView, describe_case, own_parts, reasons_of_money
from portal.services.desk.case.read_ahead import read_ahead
from portal.services.desk.queue.next_act import NextAct, Waits, next_act
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import STATES
from portal.services.shared.rights import Member
from portal.store.residents.register_matches import OPEN
from portal.web.desk.panels import ASIDE, PANELS, Look

Shown = dict[str, Any]


def case_page(installation: Installation, unit: Unit, signed: Member, case: Case) -> Shown:
    read_ahead(unit, case, signed.id, installation.clock.today().isoformat())
    look = Look(signed, case, describe_case(installation, unit, case, signed.id))
    shown: Shown = {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "row": case.row,
        "case": look.view,
        "arrived_at": case.arrived_at,
        "states": STATES,
        "receiving": office_line(installation.city, case.row.office, installation.clock.today()),
        "reviews": signed.may("review", case.row.duty),
        "money": reasons_of_money(unit, case, look.view.owed),
        "own_parts": own_parts(signed, look.view.owed),
        "panels": PANELS,
        "aside": ASIDE,
    }
    for panel in (*PANELS, *ASIDE):
        shown |= panel.describe(installation, unit, look)
    return shown | {"next_act": _next(look, shown)}


def compared(installation: Installation, query: RegisterQuery | None, view: CaseView) -> Shown:
    """Outside a unit."""
    comparison = compare_register(installation, query) if query is not None else Comparison()
    rows = (row for section in view.sections for row in section.rows)
    differences = [
        (row.label, row.field, comparison.beside[row.field]) for row in rows if row.field in comparison.beside
    ]
    return {
        "beside": comparison.beside,
        "compared": comparison.people,
        "unfound": comparison.unfound,
        "differences": [line for line in differences if line[2].differs],
    }


def _next(look: Look, shown: Shown) -> NextAct | None:
    # Reads across the panels. None unless the member may act.
    if not shown["reviews"]:
        return None
    decided = shown["decided"]
    if decided and decided.is_open:
        waits_for = "決裁を待っています" if decided.state == "proposed" else "結果が伝わるのを待っています"
        return NextAct("結果の案を決裁する" if decided.approves else waits_for)
    delegation, matching = shown["delegation"], shown["matching"]
    waits = Waits(
        asked_to_stop=shown["asked_to_stop"],
        unread=any(message.unread and not message.mine for message in shown["talk"]),
        mandate=delegation is not None and delegation.state == "claimed",
        extension=shown["ends_soon"],
        match=matching is not None and matching.state == OPEN,
        held=shown["held"],
        unreachable=shown["untold"],
        blocked=bool(shown["closed"]),
    )
    return next_act(look.view, waits, f"/desk/{look.case.row.receipt_number}")
