"""廃棄停止: nothing of an application, or of a procedure, is thrown away until it is lifted. Whoever reviews may set one; to lift one
is the approver's, for after that something may be gone for good."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.sealing import Sealer, WrappedKey, new_sealer, sealer
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.staff_words import staff_name
from portal.services.write_audit import write_audit
from portal.store import applications, legal_holds
from portal.store.applications import EventRow
from portal.store.legal_holds import LegalHoldRow

MOST_REASON, MOST_NUMBER = 200, 60


@dataclass(frozen=True)
class Hold:
    """`number`: of the document that asks for it, "" without one. `lifted`: why and by whom it ended, "" while it stands."""

    id: int
    duty: str
    procedure: str
    receipt_number: str
    reason: str
    number: str
    by: str
    since: date
    lifted: str


def faults(reason: str, number: str) -> list[tuple[str, str]]:
    """(sentence, box) of what cannot be kept."""
    found = []
    if not reason or len(reason) > MOST_REASON:
        found.append((f"廃棄を止める理由を、{MOST_REASON}字までで書いてください。", "keep-reason"))
    if len(number) > MOST_NUMBER:
        found.append((f"文書番号は、{MOST_NUMBER}字までで書いてください。", "keep-number"))
    return found


def hold_case(installation: Installation, unit: Unit, member: Member, case: Case, reason: str, number: str) -> None:
    """NotAllowed; Conflict if one stands already."""
    row = case.row
    member.demand("propose disposal", row.duty)
    if any(one.lifted_at is None for one in legal_holds.of_application(unit, row.id)):
        raise Conflict("legal hold")
    _add(installation, unit, member, row.duty, reason, number, application_id=row.id)
    now = to_micro(installation.clock.now())
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), "hold_disposal", row.state, row.state, None))
    write_audit(installation, unit, member.actor, "hold disposal", application_id=row.id)


def hold_procedure(
    installation: Installation, unit: Unit, member: Member, duty: str, procedure: str, reason: str, number: str
) -> None:
    """Of this section's own. NotAllowed; Conflict if one stands already."""
    member.demand("propose disposal", duty)
    if procedure in legal_holds.procedures(unit, duty):
        raise Conflict("legal hold")
    _add(installation, unit, member, duty, reason, number, procedure=procedure)
    write_audit(installation, unit, member.actor, "hold disposal", detail=f"{duty} {procedure}")


def _add(
    installation: Installation, unit: Unit, member: Member, duty: str, reason: str, number: str, *,
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


def lift(installation: Installation, unit: Unit, member: Member, number: int, reason: str) -> str:
    """The receipt number of its application; "" of a procedure's. NotFound, also for other duties; NotAllowed; Conflict if it
    was lifted already."""
    row = legal_holds.by_id(unit, number)
    if row is None or not member.may("see disposals", row.duty):
        raise NotFound("legal hold")
    member.demand("approve disposal", row.duty)
    now = to_micro(installation.clock.now())
    if not legal_holds.lift(unit, number, _box(installation, row).seal("lifted", reason), member.login, now):
        raise Conflict("legal hold")
    case = None if row.application_id is None else applications.by_id(unit, row.application_id)
    if case is not None:
        event = EventRow(now, str(member.actor), "free_disposal", case.state, case.state, None)
        applications.add_event(unit, case.id, event)
    told = "" if case else f"{row.duty} {row.procedure}"
    write_audit(installation, unit, member.actor, "free disposal", application_id=row.application_id, detail=told)
    return case.receipt_number if case else ""


def holds_on(installation: Installation, unit: Unit, case: Case) -> tuple[Hold, ...]:
    """Of this application, those that ended too."""
    return tuple(_told(installation, unit, row) for row in legal_holds.of_application(unit, case.row.id))


def holds_standing(installation: Installation, unit: Unit, duties: Sequence[str]) -> tuple[Hold, ...]:
    return tuple(_told(installation, unit, row) for row in legal_holds.standing(unit, duties))


def _told(installation: Installation, unit: Unit, row: LegalHoldRow) -> Hold:
    box = _box(installation, row)
    words = box.open("words", row.sealed_words)
    case = None if row.application_id is None else applications.by_id(unit, row.application_id)
    lifted = (
        f"{box.open('lifted', row.sealed_lifted)}（{staff_name(unit, row.lifted_by)}）" if row.sealed_lifted else ""
    )
    return Hold(
        row.id, row.duty, row.procedure, case.receipt_number if case else "", words["reason"], words["number"],
        staff_name(unit, row.set_by), tokyo_day(from_micro(row.set_at)), lifted,
    )  # fmt: skip


def _box(installation: Installation, row: LegalHoldRow) -> Sealer:
    return sealer(installation.keys, f"legal_hold:{row.uid}", WrappedKey(row.key_id, row.wrapped_key))
