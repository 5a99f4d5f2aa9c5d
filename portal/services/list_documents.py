"""The documents that an applicant can fetch of an application, and since when each was opened. Notices come here too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forms.kind import KINDS, WITHDRAWN
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.outcome_notice import notice_title
from portal.services.put_in_dispatch import take_out_read_on_line
from portal.services.write_audit import write_audit
from portal.store import notices, openings
from portal.store.notices import NoticeRow

RECEIPT, NOTICE = "receipt", "notice"


@dataclass(frozen=True)
class Document:
    """`kind` names its words: `documents.kind_<kind>`. `until`: the ISO day to which it can be fetched, "" as long as the city
    keeps the application. `opened_at`: first, None where it was not opened yet. `title`: its own, where it has one."""

    kind: str
    href: str
    made_at: datetime
    until: str
    opened_at: datetime | None
    title: str = ""


def list_documents(installation: Installation, unit: Unit, case: Case) -> list[Document]:
    opened = openings.of(unit, case.row.id)
    if installation.documents is None:
        return []
    here = f"/applications/{case.row.receipt_number}"
    receipt = Document(RECEIPT, f"{here}/receipt.pdf", case.arrived_at, "", _moment(opened.get(RECEIPT)))
    return [receipt, *_notices(unit, case, opened)]


def _notices(unit: Unit, case: Case, opened: Mapping[str, int]) -> list[Document]:
    """Only to who said that they may come on line (デジタル手続法7条): everybody else has them by post."""
    if notices.declared_at(unit, case.row.id) is None:
        return []
    return [
        Document(
            NOTICE, f"/applications/{case.row.receipt_number}/notices/{number}.pdf", from_micro(row.made_at), "",
            _moment(opened.get(notice_name(number))), row.title,
        )
        for number, row in enumerate(notices.of_application(unit, case.row.id), 1)
    ]  # fmt: skip


def notice_name(number: int) -> str:
    """By which an opening is kept; the first of the application is 1."""
    return f"{NOTICE}-{number}"


def notice_of_resident(unit: Unit, case: Case, number: int) -> NoticeRow:
    """NotFound where there is none, and where they did not say that it may come on line."""
    rows = notices.of_application(unit, case.row.id)
    if notices.declared_at(unit, case.row.id) is None or not 0 < number <= len(rows):
        raise NotFound("notice")
    return rows[number - 1]


def may_declare(installation: Installation, unit: Unit, case: Case) -> bool:
    """Whether there is somebody to ask: a written notice may come, this service can sign it, and they did not say so yet."""
    if installation.documents is None or notices.declared_at(unit, case.row.id) is not None:
        return False
    kind = KINDS[case.row.kind]
    ends = (case.row.state,) if case.row.state in kind.outcomes else kind.outcomes
    return any(notice_title(case.procedure, case.row.kind, end) for end in ends) and case.row.state != WITHDRAWN


def declare_electronic(installation: Installation, unit: Unit, case: Case, actor: Actor) -> None:
    """Pressed twice changes nothing."""
    if notices.declare_electronic(unit, case.row.id, str(actor), to_micro(installation.clock.now())):
        take_out_read_on_line(unit, case)
        write_audit(installation, unit, actor, "declare electronic delivery", application_id=case.row.id)


def _moment(at: int | None) -> datetime | None:
    return None if at is None else from_micro(at)


def record_opening(installation: Installation, unit: Unit, case: Case, actor: Actor, document: str) -> None:
    openings.add(unit, case.row.id, document, to_micro(installation.clock.now()))
    write_audit(installation, unit, actor, "open document", application_id=case.row.id, detail=document)
