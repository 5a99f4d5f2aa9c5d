from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forms.definition.kind import KINDS, WITHDRAWN
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.cases import Case
from portal.services.notices.outcome_notice import notice_name, notice_title
from portal.services.notices.put_in_dispatch import take_out_read_on_line
from portal.services.shared.needs import Basics, HasDocuments
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.notices import notices, openings
from portal.store.notices.notices import NoticeRow

RECEIPT, NOTICE = "receipt", "notice"


@dataclass(frozen=True)
class Document:
    kind: str  # message `documents.kind_<kind>`
    href: str
    made_at: datetime
    until: str  # ISO, "" while the city keeps the application
    opened_at: datetime | None
    title: str = ""


def list_documents(installation: HasDocuments, unit: Unit, case: Case) -> list[Document]:
    opened = openings.of(unit, case.row.id)
    if installation.documents is None:
        return []
    base = f"/applications/{case.row.receipt_number}"
    receipt = Document(RECEIPT, f"{base}/receipt.pdf", case.arrived_at, "", moment_of(opened.get(RECEIPT)))
    return [receipt, *_notices(unit, case, opened)]


def _notices(unit: Unit, case: Case, opened: Mapping[str, int]) -> list[Document]:
    # With consent (デジタル手続法7条).
    if notices.declared_at(unit, case.row.id) is None:
        return []
    return [
        Document(
            NOTICE, f"/applications/{case.row.receipt_number}/notices/{number}.pdf", from_micro(row.made_at), "",
            moment_of(opened.get(notice_name(number))), row.title,
        )
        for number, row in enumerate(notices.of_application(unit, case.row.id), 1)
    ]  # fmt: skip


def notice_of_resident(unit: Unit, case: Case, number: int) -> NoticeRow:
    """Raises NotFound without notice or consent."""
    rows = notices.of_application(unit, case.row.id)
    if not has_declared(unit, case) or not 0 < number <= len(rows):
        raise NotFound("notice")
    return rows[number - 1]


def has_declared(unit: Unit, case: Case) -> bool:
    return notices.declared_at(unit, case.row.id) is not None


def may_declare(installation: HasDocuments, unit: Unit, case: Case) -> bool:
    if installation.documents is None or has_declared(unit, case):
        return False
    kind = KINDS[case.row.kind]
    today = installation.clock.today()
    ended = case.row.state if case.row.state in kind.outcomes else ""
    return case.row.state != WITHDRAWN and any(
        notice_title(installation.city, case.procedure, case.row.kind, name, today)
        or installation.city.core_writes(case.procedure, outcome, today)
        for name, outcome in case.procedure.outcomes_of(case.row.kind).items()
        if outcome.state and ended in ("", outcome.state)
    )


def declare_electronic(installation: Basics, unit: Unit, case: Case, actor: Actor) -> None:
    if notices.declare_electronic(unit, case.row.id, str(actor), to_micro(installation.clock.now())):
        take_out_read_on_line(unit, case)
        write_audit(installation, unit, actor, "declare electronic delivery", application_id=case.row.id)


def moment_of(micro: int | None) -> datetime | None:
    return None if micro is None else from_micro(micro)


def record_opening(installation: Basics, unit: Unit, case: Case, actor: Actor, document: str) -> None:
    openings.add(unit, case.row.id, document, to_micro(installation.clock.now()))
    write_audit(installation, unit, actor, "open document", application_id=case.row.id, detail=document)
