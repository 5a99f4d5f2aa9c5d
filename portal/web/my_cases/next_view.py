from typing import Any

from forms.definition.predecessor import RECEIPT_NUMBER
from portal.db import Unit
from portal.services.cases.cases import Case, is_theirs
from portal.services.cases.chain import later_rows
from portal.services.my_cases.next_steps import next_steps
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import WRITE, Session
from portal.store.cases import applications, chain_links


def next_view(installation: Installation, unit: Unit, session: Session, case: Case, language: str) -> dict[str, Any]:
    today = installation.clock.today()
    steps = [
        {
            "procedure": step.procedure.id,
            "title": speech_of(step.procedure, language).text("title", step.procedure.title),
            "by": step.by,
            "late": step.by is not None and step.by < today,
        }
        for step in next_steps(installation, unit, case)
        if session.may(WRITE, step.procedure.id)
    ]
    return {"next_steps": steps, "chain": _chain(installation, unit, session, case, language)}


def _chain(installation: Installation, unit: Unit, session: Session, case: Case, language: str) -> list[dict[str, Any]]:
    # Links only their own; a deleted or foreign earlier one is a number.
    number = str(case.evidence.get("earlier", {}).get(RECEIPT_NUMBER, ""))
    earlier_id = chain_links.earlier_of(unit, case.row.id)
    earlier = applications.by_id(unit, earlier_id) if earlier_id is not None else None
    rows = [
        row for row in [earlier, *later_rows(unit, case.row.id)] if row is not None and is_theirs(unit, session, row)
    ]
    gone = [{"receipt_number": number, "title": "", "own": False}] if number and earlier not in rows else []
    titles = {row.meaning: installation.catalogue.version(unit, row.meaning) for row in rows}
    return gone + [
        {
            "receipt_number": row.receipt_number,
            "title": speech_of(titles[row.meaning], language).text("title", titles[row.meaning].title),
            "own": True,
        }
        for row in rows
    ]
