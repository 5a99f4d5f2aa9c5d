# The caller checks the right.

from collections.abc import Mapping
from typing import Any

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.filing.origins import from_face
from portal.services.paper.find_official import find_official
from portal.services.paper.print_form import Filled, form_content
from portal.services.paper.typeset import Paper, typeset
from portal.services.procedures.ask_reception import WORDS
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.throttle import Limit, count
from portal.services.shared.write_audit import write_audit

# typesetting takes a second or two of CPU: repeated clicks must not slow the desk
PRINTED = Limit("forms printed by a member", 60, 600)


def record_print(installation: Basics, unit: Unit, signed: Member, case: Case) -> None:
    """Raises TooMany."""
    count(installation, unit, PRINTED, signed.login)
    write_audit(installation, unit, signed.actor, "print form", application_id=case.row.id)


def print_case(installation: Basics, case: Case) -> Paper:
    """Dated by arrival: the same answers give the same bytes. Outside a unit."""
    return typeset("form", content_of_case(installation, case), case.arrived_at)


def content_of_case(installation: Basics, case: Case) -> dict[str, Any]:
    row, visitor = case.row, case.evidence.get("visitor") or {}
    filled = Filled(
        case.path, case.arrival_day, row.door, row.receipt_number, visitor.get("signed"), _seen(case.evidence),
        from_face(case.evidence),
    )  # fmt: skip
    official = find_official(installation.settings, case.procedure.id)
    return form_content(case.procedure, installation.city, case.arrival_day, filled, official)


def _seen(evidence: Mapping[str, Any]) -> str:
    papers = evidence.get("papers") or [
        *(WORDS.get(code, code) for code in evidence.get("shown", ())), *filter(None, [evidence.get("note", "")])
    ]  # fmt: skip
    return "、".join(papers)
