"""The documents that an applicant can fetch of an application, and since when each was opened. Notices come here too."""

from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store import openings

RECEIPT = "receipt"


@dataclass(frozen=True)
class Document:
    """`kind` names its words: `documents.kind_<kind>`. `until`: the ISO day to which it can be fetched, "" as long as the city
    keeps the application. `opened_at`: first, None where it was not opened yet."""

    kind: str
    href: str
    made_at: datetime
    until: str
    opened_at: datetime | None


def list_documents(installation: Installation, unit: Unit, case: Case) -> list[Document]:
    opened = openings.of(unit, case.row.id)
    if installation.documents is None:
        return []
    at = opened.get(RECEIPT)
    href = f"/applications/{case.row.receipt_number}/receipt.pdf"
    return [Document(RECEIPT, href, case.arrived_at, "", None if at is None else from_micro(at))]


def record_opening(installation: Installation, unit: Unit, case: Case, actor: Actor, document: str) -> None:
    openings.add(unit, case.row.id, document, to_micro(installation.clock.now()))
    write_audit(installation, unit, actor, "open document", application_id=case.row.id, detail=document)
