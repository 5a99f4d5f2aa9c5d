# In a case set apart on paper: the document shows addresses.

import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from integrations.sockets.interfaces import KeyStore
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound
from portal.sealing import Sealer
from portal.services.cases.cases import Case, open_case
from portal.services.cases.move_application import notify_applicant
from portal.services.residents.linked_person import linked_number
from portal.services.residents.sign_in_resident import own_name
from portal.services.residents.tie_to_register import ADDRESSEE
from portal.services.shared import throttle
from portal.services.shared.codes import read_code
from portal.services.shared.needs import Basics, Correspondence, HasCodeKey, Records
from portal.services.shared.people_in import folded_name
from portal.services.shared.receipt_number import read
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.ask_signature import keep_signature, note_refused
from portal.services.signing.ask_signers import Asked, asked_of, is_turn, plain_code, shown_to
from portal.services.signing.judge_signature import ASKED, DECLINED, OPEN, VOID, Ruling, opened
from portal.store.cases import applications
from portal.store.signing import signatures, signer_requests
from portal.store.signing.signatures import SignatureRow

MOST_REASON = 200
SAME_SIGNER = "SAME_SIGNER"  # this card already signed; in addition to the card's codes


def count_try(installation: Basics, unit: Unit, number: str, place: str) -> None:
    """Raises TooMany. Commit before checking the number."""
    throttle.count(installation, unit, throttle.SIGNER_PLACE, place)
    throttle.count(installation, unit, throttle.SIGNER_NUMBER, read(number) or number[:100])


def open_signer_request(
    installation: HasCodeKey, unit: Unit, session: Session, actor: Actor, number: str, code: str
) -> str:
    """ "" for every failure alike. Commit in both cases. Binds the signer to this card's holder."""
    receipt_number, person_id = read(number[:100]), session.person_id or ""
    row = applications.by_number(unit, receipt_number) if receipt_number else None
    signer = None
    if row is not None and row.person_id != person_id:
        for document in signatures.documents_of(unit, row.id)[-1:]:
            signatures.one_at_a_time(unit, document.id)  # serializes two windows of one person
        case, typed = open_case(installation, unit, row), read_code(code) or "+" * 10
        asked = shown_to(installation, unit, case)
        matching = [
            request
            for request in asked
            if hmac.compare_digest(plain_code(installation.code_key, row, request.row), typed)
        ]
        others = {row.person_id, *(request.row.person_id for request in asked if request not in matching)}
        if (
            matching
            and not _is_among(installation.keys, unit, person_id, others)
            and _is_they(installation.keys, unit, matching[0], person_id)
        ):
            signer = matching[0]
    if row is None or signer is None or not _claim(installation.clock, unit, signer, person_id):
        write_audit(installation, unit, actor, "fail to come to sign", application_id=row.id if row else None)
        return ""
    throttle.forget(installation.throttle_key, unit, throttle.SIGNER_NUMBER, row.receipt_number)
    throttle.give_back(installation, unit, throttle.SIGNER_PLACE, actor.place)
    write_audit(installation, unit, actor, "come to sign", application_id=row.id, detail=signer.row.role)
    return row.receipt_number


def _is_among(keys: KeyStore, unit: Unit, person_id: str, others: Iterable[str | None]) -> bool:
    number = linked_number(keys, unit, person_id)
    return any(
        other_id == person_id or (number and linked_number(keys, unit, other_id) == number)
        for other_id in others
        if other_id
    )


def _is_they(keys: KeyStore, unit: Unit, signer: Asked, person_id: str) -> bool:
    return any(
        folded_name(name) == folded_name(signer.name) and birth == signer.birth
        for name, birth in own_name(keys, unit, person_id)
    )


def _claim(clock: Clock, unit: Unit, signer: Asked, person_id: str) -> bool:
    if signer.row.person_id == person_id:
        return True
    return signer_requests.claim(unit, signer.row.signature_id, person_id, to_micro(clock.now()))


def to_sign(installation: Records, unit: Unit, session: Session, receipt_number: str) -> tuple[Case, Asked, bool]:
    """(case, request, whether it is their turn). Raises NotFound."""
    row = applications.by_number(unit, receipt_number)
    if row is None or session.person_id is None:
        raise NotFound("signer")
    case = open_case(installation, unit, row)
    asked = shown_to(installation, unit, case)
    own_request = next((request for request in asked if request.row.person_id == session.person_id), None)
    if own_request is None:
        raise NotFound("signer")
    return case, own_request, is_turn(asked, own_request)


def demand_turn(clock: Clock, unit: Unit, case: Case, signer: Asked) -> None:
    asked = asked_of(unit, case.sealer, case.row.id)
    if case.row.decided_at is not None or signer.row.state not in (ASKED, OPEN) or not is_turn(asked, signer):
        raise Conflict("signer")
    if signer.row.state == ASKED and not _claim_again(clock, unit, signer):
        raise Conflict("signer")


def _claim_again(clock: Clock, unit: Unit, signer: Asked) -> bool:
    now = to_micro(clock.now())
    return signer_requests.claim(unit, signer.row.signature_id, signer.row.person_id or "", now)


def decline(installation: Correspondence, unit: Unit, actor: Actor, case: Case, signer: Asked, reason: str) -> None:
    """Raises Conflict if already signed or declined. The application stays open."""
    stripped = reason.strip()
    if not stripped or len(stripped) > MOST_REASON:
        raise BadRequest("reason")
    number, now = signer.row.signature_id, to_micro(installation.clock.now())
    before = signer.row.state
    if before not in (ASKED, OPEN) or not signer_requests.move(unit, number, before, DECLINED, now):
        raise Conflict("signer")
    signer_requests.give_reason(unit, number, case.sealer.seal(f"declined:{number}", stripped))
    write_audit(installation, unit, actor, "decline to sign", application_id=case.row.id, detail=signer.row.role)
    # The page says that the applicant is informed. The reason stays between signer and section.
    notify_applicant(installation, unit, case, "signer_declined", now)


def keep_beside(
    installation: Records, unit: Unit, case: Case, signer: Asked, turn: bool, row: SignatureRow, ruling: Ruling,
    actor: Actor, received_at: datetime,
) -> bool:  # fmt: skip
    """False if one person would count as two signers. Raises Conflict. `row`: before
    the card; call `one_at_a_time` before reading `signer`."""
    if signer.row.signature_id != row.id or not turn or case.row.decided_at is not None:
        raise Conflict("signer")
    if signed_before(unit, case.sealer, case.row.id, row, ruling):
        note_refused(installation, unit, row, SAME_SIGNER, actor)
        return False
    keep_signature(installation, unit, case.row.uid, case.sealer, row, ruling, actor, received_at)
    return True


def signed_before(unit: Unit, sealer: Sealer, application_id: int, row: SignatureRow, ruling: Ruling) -> bool:
    own, number = _certificate(ruling.record["report"]), ruling.record.get(ADDRESSEE)
    for other in signatures.of_application(unit, application_id):
        record = opened(sealer, other) if other.role != row.role and other.state != VOID else {}
        if record and (
            own == _certificate(record["report"]) != ("", "") or (number and number == record.get(ADDRESSEE))
        ):
            return True
    return False


def _certificate(report: Mapping[str, Any]) -> tuple[str, str]:
    certificate = report.get("certificate") or {}
    return str(certificate.get("authority", "")), str(certificate.get("serial", ""))
