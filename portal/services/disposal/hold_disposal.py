"""廃棄停止."""

# Only an approver may lift a hold, since deletion is final.

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from integrations.sockets.interfaces import KeyStore
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.sealing import Sealer, WrappedKey, new_sealer, sealer
from portal.services.cases.cases import Case
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.words import staff_name
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.disposal import legal_holds
from portal.store.disposal.legal_holds import LegalHoldRow

MOST_REASON, MOST_NUMBER = 200, 60


@dataclass(frozen=True)
class Hold:
    id: int
    duty: str
    procedure: str
    receipt_number: str
    reason: str
    number: str  # of the requesting document
    by: str
    since: date
    lifted: str  # reason and person


def faults(reason: str, number: str) -> list[tuple[str, str]]:
    mistakes = []
    if not reason or len(reason) > MOST_REASON:
        mistakes.append((f"廃棄を止める理由を、{MOST_REASON}字までで書いてください。", "keep-reason"))
    if len(number) > MOST_NUMBER:
        mistakes.append((f"文書番号は、{MOST_NUMBER}字までで書いてください。", "keep-number"))
    return mistakes


def hold_case(installation: Records, unit: Unit, member: Member, case: Case, reason: str, number: str) -> None:
    row = case.row
    member.demand("propose disposal", row.duty)
    if any(hold.lifted_at is None for hold in legal_holds.of_application(unit, row.id)):
        raise Conflict("legal hold")
    _add(installation, unit, member, row.duty, reason, number, application_id=row.id)
    now = to_micro(installation.clock.now())
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), "hold_disposal", row.state, row.state, None))
    write_audit(installation, unit, member.actor, "hold disposal", application_id=row.id)


def hold_procedure(
    installation: Records, unit: Unit, member: Member, duty: str, procedure: str, reason: str, number: str
) -> None:
    member.demand("propose disposal", duty)
    if procedure in legal_holds.procedures(unit, duty):
        raise Conflict("legal hold")
    _add(installation, unit, member, duty, reason, number, procedure=procedure)
    write_audit(installation, unit, member.actor, "hold disposal", detail=f"{duty} {procedure}")


def _add(
    installation: Records, unit: Unit, member: Member, duty: str, reason: str, number: str, *,
    application_id: int | None = None, procedure: str = "",
) -> None:  # fmt: skip
    name = uuid.uuid4().hex
    box, stored = new_sealer(installation.keys, f"legal_hold:{name}")
    words = box.seal("words", {"reason": reason, "number": number})
    now = to_micro(installation.clock.now())
    legal_holds.add(
        unit,
        LegalHoldRow(0, name, duty, application_id, procedure, stored.key_id, stored.wrapped, words, member.login, now),
    )


def lift(installation: Records, unit: Unit, member: Member, number: int, reason: str) -> str:
    """Raises NotFound, NotAllowed; Conflict if lifted."""
    row = legal_holds.by_id(unit, number)
    if row is None or not member.may("see disposals", row.duty):
        raise NotFound("legal hold")
    member.demand("approve disposal", row.duty)
    now = to_micro(installation.clock.now())
    if not legal_holds.lift(unit, number, _box(installation.keys, row).seal("lifted", reason), member.login, now):
        raise Conflict("legal hold")
    case = None if row.application_id is None else applications.by_id(unit, row.application_id)
    if case is not None:
        event = EventRow(now, str(member.actor), "free_disposal", case.state, case.state, None)
        applications.add_event(unit, case.id, event)
    detail = "" if case else f"{row.duty} {row.procedure}"
    write_audit(installation, unit, member.actor, "free disposal", application_id=row.application_id, detail=detail)
    return case.receipt_number if case else ""


def holds_on(keys: KeyStore, unit: Unit, case: Case) -> tuple[Hold, ...]:
    return tuple(_hold_view(keys, unit, row) for row in legal_holds.of_application(unit, case.row.id))


def holds_in_force(keys: KeyStore, unit: Unit, duties: Sequence[str]) -> tuple[Hold, ...]:
    return tuple(_hold_view(keys, unit, row) for row in legal_holds.in_force(unit, duties))


def _hold_view(keys: KeyStore, unit: Unit, row: LegalHoldRow) -> Hold:
    box = _box(keys, row)
    words = box.open("words", row.sealed_words)
    case = None if row.application_id is None else applications.by_id(unit, row.application_id)
    lifted = (
        f"{box.open('lifted', row.sealed_lifted)}（{staff_name(unit, row.lifted_by)}）" if row.sealed_lifted else ""
    )
    return Hold(
        row.id, row.duty, row.procedure, case.receipt_number if case else "", words["reason"], words["number"],
        staff_name(unit, row.set_by), tokyo_day(from_micro(row.set_at)), lifted,
    )  # fmt: skip


def _box(keys: KeyStore, row: LegalHoldRow) -> Sealer:
    return sealer(keys, f"legal_hold:{row.uid}", WrappedKey(row.key_id, row.wrapped_key))
