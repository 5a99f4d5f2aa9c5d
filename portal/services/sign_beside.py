"""A further signer comes with a code and a card of their own, reads what was signed, and signs the same, or will not. Where
somebody may not be found nobody else reads it: it would show where they live. The section takes those signatures on paper."""

import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound
from portal.sealing import Sealer
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.ask_signature import keep_signature, note_refused
from portal.services.ask_signers import Asked, asked_of, is_turn, plain_code, shown_to
from portal.services.cases import Case, open_case
from portal.services.installation import Installation
from portal.services.judge_signature import ASKED, DECLINED, OPEN, VOID, Ruling, opened
from portal.services.linked_person import linked_number
from portal.services.people_in import folded_name
from portal.services.receipt_number import read
from portal.services.sessions import Session
from portal.services.short_code import read_code
from portal.services.sign_in_resident import own_name
from portal.services.tie_to_register import ADDRESSEE
from portal.services.write_audit import write_audit
from portal.store import applications, signatures, signer_requests
from portal.store.signatures import SignatureRow

MOST_REASON = 200
SAME_SIGNER = "SAME_SIGNER"  # beside the codes of cards: this one has signed already


def count_try(installation: Installation, unit: Unit, number: str, place: str) -> None:
    """TooMany when throttled. Commit before the number is looked at, whatever comes of it."""
    throttle.count(installation, unit, throttle.SIGNER_PLACE, place)
    throttle.count(installation, unit, throttle.SIGNER_NUMBER, read(number) or number[:100])


def come_to_sign(installation: Installation, unit: Unit, session: Session, actor: Actor, number: str, code: str) -> str:
    """The receipt number, or "": unknown number, wrong code, and a card that is not that signer's are one answer. Commit
    either way. From now on this card's holder is that signer, and nobody else."""
    receipt_number, person_id = read(number[:100]), session.person_id or ""
    row = applications.by_number(unit, receipt_number) if receipt_number else None
    found = None
    if row is not None and row.person_id != person_id:
        for document in signatures.documents_of(unit, row.id)[-1:]:
            signatures.one_at_a_time(unit, document.id)  # of two windows of one person the second finds the first one's
        case, typed = open_case(installation, unit, row), read_code(code) or "+" * 10
        asked = shown_to(unit, case)
        mine = [one for one in asked if hmac.compare_digest(plain_code(installation, row, one.row), typed)]
        others = {row.person_id, *(one.row.person_id for one in asked if one not in mine)}
        if (
            mine
            and not _is_one_of(installation, unit, person_id, others)
            and _is_they(installation, unit, mine[0], person_id)
        ):
            found = mine[0]
    if row is None or found is None or not _comes(installation, unit, found, person_id):
        write_audit(installation, unit, actor, "fail to come to sign", application_id=row.id if row else None)
        return ""
    throttle.forget(installation, unit, throttle.SIGNER_NUMBER, row.receipt_number)
    write_audit(installation, unit, actor, "come to sign", application_id=row.id, detail=found.row.role)
    return row.receipt_number


def _is_one_of(installation: Installation, unit: Unit, person_id: str, others: Iterable[str | None]) -> bool:
    """Whether they sign already, by this card or, where staff found whom of the register it belongs to, by another."""
    number = linked_number(installation, unit, person_id)
    return any(
        one == person_id or (number and linked_number(installation, unit, one) == number) for one in others if one
    )


def _is_they(installation: Installation, unit: Unit, one: Asked, person_id: str) -> bool:
    return any(
        folded_name(name) == folded_name(one.name) and birth == one.birth
        for name, birth in own_name(installation, unit, person_id)
    )


def _comes(installation: Installation, unit: Unit, one: Asked, person_id: str) -> bool:
    """It is theirs already, or is now."""
    if one.row.person_id == person_id:
        return True
    return signer_requests.claim(unit, one.row.signature_id, person_id, to_micro(installation.clock.now()))


def to_sign(installation: Installation, unit: Unit, session: Session, receipt_number: str) -> tuple[Case, Asked, bool]:
    """The case, what is asked of them, and whether it is their turn. NotFound for everybody else."""
    row = applications.by_number(unit, receipt_number)
    if row is None or session.person_id is None:
        raise NotFound("signer")
    case = open_case(installation, unit, row)
    asked = shown_to(unit, case)
    mine = next((one for one in asked if one.row.person_id == session.person_id), None)
    if mine is None:
        raise NotFound("signer")
    return case, mine, is_turn(asked, mine)


def demand_turn(installation: Installation, unit: Unit, case: Case, one: Asked) -> None:
    """Conflict unless they may sign now: in their turn, and while the application waits for it."""
    asked = asked_of(unit, case.sealer, case.row.id)
    if case.row.decided_at is not None or one.row.state not in (ASKED, OPEN) or not is_turn(asked, one):
        raise Conflict("signer")
    if one.row.state == ASKED and not _comes_again(installation, unit, one):
        raise Conflict("signer")


def _comes_again(installation: Installation, unit: Unit, one: Asked) -> bool:
    """Asked once more after they would not."""
    now = to_micro(installation.clock.now())
    return signer_requests.claim(unit, one.row.signature_id, one.row.person_id or "", now)


def decline(installation: Installation, unit: Unit, actor: Actor, case: Case, one: Asked, reason: str) -> None:
    """They will not sign, and say why. Conflict where they have signed, or said so, by now. Nothing ends by it."""
    said = reason.strip()
    if not said or len(said) > MOST_REASON:
        raise BadRequest("reason")
    number = one.row.signature_id
    before = one.row.state
    if before not in (ASKED, OPEN) or not signer_requests.move(
        unit, number, before, DECLINED, to_micro(installation.clock.now())
    ):
        raise Conflict("signer")
    signer_requests.give_reason(unit, number, case.sealer.seal(f"declined:{number}", said))
    write_audit(installation, unit, actor, "decline to sign", application_id=case.row.id, detail=one.row.role)


def keep_beside(
    installation: Installation, unit: Unit, case: Case, one: Asked, turn: bool, row: SignatureRow, ruling: Ruling,
    actor: Actor, at: datetime,
) -> bool:  # fmt: skip
    """What this signer signed. False, and noted, where one person would be two signatures. Conflict where it is not theirs to sign any
    more, or not yet. `row`: as it was when the card was asked; call `one_at_a_time` before `one` is read."""
    if one.row.signature_id != row.id or not turn or case.row.decided_at is not None:
        raise Conflict("signer")
    if signed_before(unit, case.sealer, case.row.id, row, ruling):
        note_refused(installation, unit, row, SAME_SIGNER, actor)
        return False
    keep_signature(installation, unit, case.row.uid, case.sealer, row, ruling, actor, at)
    return True


def signed_before(unit: Unit, sealer: Sealer, application_id: int, row: SignatureRow, ruling: Ruling) -> bool:
    """Whether this certificate, or another of whom the register ties it to (番号紐付情報), has signed the application for another
    signer: one person is not two signatures, whoever they sign in as."""
    mine, number = _certificate(ruling.record["report"]), ruling.record.get(ADDRESSEE)
    for other in signatures.of_application(unit, application_id):
        record = opened(sealer, other) if other.role != row.role and other.state != VOID else {}
        if record and (
            mine == _certificate(record["report"]) != ("", "") or (number and number == record.get(ADDRESSEE))
        ):
            return True
    return False


def _certificate(report: Mapping[str, Any]) -> tuple[str, str]:
    told = report.get("certificate") or {}
    return str(told.get("authority", "")), str(told.get("serial", ""))
