"""What a signature is worth: judged against the document that we kept, for the moment it came. Nothing is accepted by default."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from integrations.certificate_sockets import CanonicalDocument, RevocationResult, SignatureEvidence
from integrations.identity_codes import IdentityCode
from integrations.interfaces import BasicFour
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NeighbourDown
from portal.sealing import Sealer
from portal.services.installation import Installation
from portal.services.sign_in_resident import card_of
from portal.services.signature_record import Record, read_record, write_record
from portal.services.tie_to_register import ADDRESSEE, addressee_of
from portal.store import people
from portal.store.signatures import Judged, SignatureRow

ACCEPTED, PENDING, PERSON, REFUSED, OPEN, MENDED = "accepted", "pending", "person", "refused", "open", "mended"
# Of those who sign beside the sender: nobody came yet; they will not; signed on paper; what was signed says something else now.
ASKED, DECLINED, PAPER, VOID = "asked", "declined", "paper", "void"
# Of whom it was filed for, over the mandate: a role, and that they went to sign and nothing rests on it.
PRINCIPAL, BEGUN = "principal", "begun"
COPY, COPY_REFUSED = "copy", "COPY_REFUSED"  # a copy of an ID is to be looked at; it was, and does not do
HELD = frozenset({PENDING, PERSON, COPY, REFUSED, OPEN, ASKED, DECLINED})  # with one of these no outcome is given
MEND = frozenset({REFUSED, OPEN})  # of these the applicant has to mend something
_STATES = {"accepted": ACCEPTED, "pending_revocation": PENDING, "person": PERSON, "refused": REFUSED}
# Lists come once a day, answers every quarter of an hour: soon at first, then with the lists.
_PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))


@dataclass(frozen=True)
class Ruling:
    """`code` is of what stands against it, "" for nothing. `record` is what is kept."""

    state: str
    code: str
    record: dict[str, Any]


def signer_of(installation: Installation, unit: Unit, person_id: str | None) -> BasicFour | None:
    """Whose card it has to be: as the card of the sign-in named them. None where that card told no name."""
    if person_id is None or people.by_id(unit, person_id) is None:
        return None
    told = card_of(installation, unit, person_id).get("attributes") or {}
    if not told.get("name"):
        return None
    birth = told.get("birth")
    return BasicFour(
        name=told["name"], address=told.get("address") or "", birth=date.fromisoformat(birth) if birth else None,
        sex_raw=told.get("sex_raw") or "",
    )  # fmt: skip


def judge_signature(
    installation: Installation, evidence: SignatureEvidence, document: CanonicalDocument, at: datetime,
    known: RevocationResult | None = None,
) -> Ruling:  # fmt: skip
    """May ask about revocation and the register: no unit may be open meanwhile. Where nobody knows whose card it has to be, a
    person looks. `known`: what was said about revocation at that moment, where somebody else asked. NeighbourDown where nothing
    can be judged here."""
    if installation.verifier is None:
        raise NeighbourDown("signing")
    report = installation.verifier.verify(evidence, document, at, known)
    record = write_record(evidence, report)
    state, code = _STATES[report.state], read_record(record).against
    if state != REFUSED:
        record[ADDRESSEE] = addressee_of(installation, report)
    if state == ACCEPTED and document.signer is None:
        return Ruling(PERSON, IdentityCode.ATTRIBUTE_MISMATCH, record)
    return Ruling(state, code, record)


def judged(
    installation: Installation, sealer: Sealer, row: SignatureRow, ruling: Ruling, received_at: datetime
) -> Judged:
    """As it is stored. `sealer`: the application's own."""
    tries = row.tries + 1
    pause = _PAUSES[min(tries, len(_PAUSES)) - 1]
    next_at = to_micro(installation.clock.now() + pause) if ruling.state == PENDING else None
    sealed = sealed_record(sealer, row.id, ruling.record)
    return Judged(ruling.state, ruling.code, sealed, tries, next_at, to_micro(received_at))


def sealed_record(sealer: Sealer, signature_id: int, record: dict[str, Any]) -> bytes:
    return sealer.seal(_column(signature_id), record)


def record_of(sealer: Sealer, row: SignatureRow) -> Record | None:
    return None if row.sealed_evidence is None else read_record(opened(sealer, row))


def opened(sealer: Sealer, row: SignatureRow) -> dict[str, Any]:
    """What is kept of it; {} while it was not judged."""
    kept: dict[str, Any] = sealer.open(_column(row.id), row.sealed_evidence) if row.sealed_evidence else {}
    return kept


def seal_note(sealer: Sealer, signature_id: int, note: str) -> bytes:
    """What a member of staff was shown, or why it is not theirs."""
    return sealer.seal(f"shown:{signature_id}", note)


def note_of(sealer: Sealer, row: SignatureRow) -> str:
    return str(sealer.open(f"shown:{row.id}", row.sealed_note)) if row.sealed_note else ""


def _column(signature_id: int) -> str:
    return f"signature:{signature_id}"
