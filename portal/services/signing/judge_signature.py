"""Against the stored document, as of its arrival."""

# Nothing is accepted by default.

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from integrations.sockets.certificate_sockets import CanonicalDocument, RevocationResult, SignatureEvidence
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import BasicFour, KeyStore
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import NeighbourDown
from portal.sealing import Sealer
from portal.services.residents.sign_in_resident import card_of
from portal.services.residents.tie_to_register import ADDRESSEE, addressee_of
from portal.services.signing.needs import SigningNeeds
from portal.services.signing.signature_record import Record, read_record, write_record
from portal.store.residents import people
from portal.store.signing.signatures import Judged, SignatureRow

ACCEPTED, PENDING, PERSON, REFUSED, OPEN, MENDED = "accepted", "pending", "person", "refused", "open", "mended"
# further signers: not come yet; declined; signed on paper; document changed by a correction
ASKED, DECLINED, PAPER, VOID = "asked", "declined", "paper", "void"
# mandates: the principal's role; signing started, without effect
PRINCIPAL, BEGUN = "principal", "begun"
COPY, COPY_REFUSED = "copy", "COPY_REFUSED"  # copy of an ID to be checked; checked and refused
HELD = frozenset({PENDING, PERSON, COPY, REFUSED, OPEN, ASKED, DECLINED})  # no decision while one of these holds
MEND = frozenset({REFUSED, OPEN})  # the applicant must act
_STATES = {"accepted": ACCEPTED, "pending_revocation": PENDING, "person": PERSON, "refused": REFUSED}
# CRLs appear daily, OCSP responses every 15 minutes
_PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))


@dataclass(frozen=True)
class Ruling:
    state: str
    code: str
    record: dict[str, Any]


def signer_of(keys: KeyStore, unit: Unit, person_id: str | None) -> BasicFour | None:
    if person_id is None or people.by_id(unit, person_id) is None:
        return None
    attributes = card_of(keys, unit, person_id).get("attributes") or {}
    if not attributes.get("name"):
        return None
    birth = attributes.get("birth")
    return BasicFour(
        name=attributes["name"], address=attributes.get("address") or "", birth=date.fromisoformat(birth) if birth else None,
        sex_raw=attributes.get("sex_raw") or "",
    )  # fmt: skip


def judge_signature(
    installation: SigningNeeds, evidence: SignatureEvidence, document: CanonicalDocument, received_at: datetime,
    known: RevocationResult | None = None,
) -> Ruling:  # fmt: skip
    """Outside a unit. Without an expected holder a person decides. `known`: revocation result from elsewhere. Raises
    NeighbourDown without a verifier."""
    if installation.verifier is None:
        raise NeighbourDown("signing")
    report = installation.verifier.verify(evidence, document, received_at, known)
    record = write_record(evidence, report)
    state, code = _STATES[report.state], read_record(record).against
    if state != REFUSED:
        record[ADDRESSEE] = addressee_of(installation, report)
    if state == ACCEPTED and document.signer is None:
        return Ruling(PERSON, IdentityCode.ATTRIBUTE_MISMATCH, record)
    return Ruling(state, code, record)


def judged(clock: Clock, sealer: Sealer, row: SignatureRow, ruling: Ruling, received_at: datetime) -> Judged:
    tries = row.tries + 1
    pause = _PAUSES[min(tries, len(_PAUSES)) - 1]
    next_at = to_micro(clock.now() + pause) if ruling.state == PENDING else None
    sealed = sealed_record(sealer, row.id, ruling.record)
    return Judged(ruling.state, ruling.code, sealed, tries, next_at, to_micro(received_at))


def sealed_record(sealer: Sealer, signature_id: int, record: dict[str, Any]) -> bytes:
    return sealer.seal(_column(signature_id), record)


def record_of(sealer: Sealer, row: SignatureRow) -> Record | None:
    return None if row.sealed_evidence is None else read_record(opened(sealer, row))


def opened(sealer: Sealer, row: SignatureRow) -> dict[str, Any]:
    kept: dict[str, Any] = sealer.open(_column(row.id), row.sealed_evidence) if row.sealed_evidence else {}
    return kept


def seal_note(sealer: Sealer, signature_id: int, note: str) -> bytes:
    return sealer.seal(f"shown:{signature_id}", note)


def note_of(sealer: Sealer, row: SignatureRow) -> str:
    return str(sealer.open(f"shown:{row.id}", row.sealed_note)) if row.sealed_note else ""


def _column(signature_id: int) -> str:
    return f"signature:{signature_id}"
