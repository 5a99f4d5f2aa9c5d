"""The form of a case, filled with the answers that stand now, under the version it was sent with. Checks no right:
whoever opened the case has."""

from collections.abc import Mapping
from typing import Any

from portal.db import Unit
from portal.services.ask_reception import WORDS
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.print_form import Filled, form_content
from portal.services.rights import Member
from portal.services.throttle import Limit, count
from portal.services.typeset import Paper, typeset
from portal.services.write_audit import write_audit

# Setting a form costs a processor a second or two: nobody needs more, and no press of a key should hold up a desk.
PRINTED = Limit("forms printed by a member", 60, 600)


def record_print(installation: Installation, unit: Unit, signed: Member, case: Case) -> None:
    """That a paper with these answers left the system, before it is made. TooMany."""
    count(installation, unit, PRINTED, signed.login)
    write_audit(installation, unit, signed.actor, "print form", application_id=case.row.id)


def print_case(installation: Installation, case: Case) -> Paper:
    """Dated by its arrival, so that the same answers give the same bytes whenever they are printed. Outside a unit of
    work: it takes a while."""
    return typeset("form", content_of_case(installation, case), case.arrived_at)


def content_of_case(installation: Installation, case: Case) -> dict[str, Any]:
    """All that stands on it."""
    row, told = case.row, case.evidence.get("visitor") or {}
    filled = Filled(case.path, case.arrival_day, row.door, row.receipt_number, told.get("signed"), _seen(case.evidence))
    return form_content(case.procedure, installation.city, case.arrival_day, filled)


def _seen(evidence: Mapping[str, Any]) -> str:
    """What showed who came, each paper by its name."""
    papers = evidence.get("papers") or [
        *(WORDS.get(one, one) for one in evidence.get("shown", ())), *filter(None, [evidence.get("note", "")])
    ]  # fmt: skip
    return "、".join(papers)
