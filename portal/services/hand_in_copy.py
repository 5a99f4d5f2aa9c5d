"""A copy of an ID in the place of a signature that could not be confirmed. Whoever reviews looks at it and takes it, or says why
not; some weeks later it is deleted, and what was found stays. The arrival never moves."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.ask_signature import APPLICANT
from portal.services.cases import Case
from portal.services.drafts import application_sealer
from portal.services.identity_files import QUESTION, copies_in
from portal.services.installation import Installation
from portal.services.judge_signature import COPY, COPY_REFUSED, MEND, REFUSED
from portal.services.keep_file import Shelf, shelf_of
from portal.services.signature_stand import latest
from portal.services.write_audit import write_audit
from portal.store import applications, attachments, signatures
from portal.store.applications import EventRow
from portal.store.attachments import Holder
from portal.store.signatures import Judged, SignatureRow

_DAY = 86_400_000_000


def to_mend(unit: Unit, case: Case, person_id: str | None) -> SignatureRow | None:
    """The signature of this person that failed, and that nobody has mended yet."""
    if case.row.decided_at is not None:
        return None
    rows = latest(signatures.of_application(unit, case.row.id))
    return next((row for row in rows if row.state in MEND and row.person_id == person_id), None)


def copied_instead(unit: Unit, case: Case, person_id: str | None) -> SignatureRow | None:
    """As `to_mend`, of who sent it. What somebody else was to sign, the section asks for on paper."""
    row = to_mend(unit, case, person_id)
    return row if row is not None and row.role == APPLICANT else None


def hand_in_copy(installation: Installation, unit: Unit, case: Case, row: SignatureRow, actor: Actor) -> None:
    """Conflict where no file of it stands, or somebody has settled it meanwhile."""
    now, state = to_micro(installation.clock.now()), case.row.state
    if not copies_in(case.shelf) or not _turn(unit, row, COPY, row.code, now):
        raise Conflict("copy")
    applications.add_event(unit, case.row.id, EventRow(now, str(actor), "hand_in_copy", state, state, None))
    write_audit(installation, unit, actor, "hand in identity copy", application_id=case.row.id)


def _turn(unit: Unit, row: SignatureRow, state: str, code: str, now: int) -> bool:
    after = Judged(state, code, row.sealed_evidence, row.tries, None, row.received_at)
    return signatures.judge(unit, row.id, row.state, after, now)


def mend_otherwise(installation: Installation, unit: Unit, application_id: int, shelf: Shelf, question: str) -> None:
    """A file was refused after the copy had been handed in: where no other stands, there is nothing to look at, and it is the
    applicant's to mend again."""
    if question != QUESTION or copies_in(shelf_of(unit, shelf.holder, shelf.sealer)):
        return
    for row in latest(signatures.of_application(unit, application_id)):
        if row.state == COPY:
            _turn(unit, row, REFUSED, COPY_REFUSED, to_micro(installation.clock.now()))


def delete_copies(installation: Installation, unit: Unit, actor: Actor) -> None:
    """Those that were judged, or never handed in, so many days ago. What was found of them stays with the signature."""
    before = to_micro(installation.clock.now()) - installation.settings.identity_copy_days * _DAY
    for signature_id, application_id in signatures.copies_of_old(unit, before):
        row = applications.by_id(unit, application_id)
        if row is None:  # its foreign key says otherwise: a bug
            raise KeyError(application_id)
        box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
        shelf = shelf_of(unit, Holder(application_id=application_id), box)
        for file in copies_in(shelf):
            attachments.remove(unit, shelf.holder, file.id)
        signatures.forget_copy(unit, signature_id)
        write_audit(installation, unit, actor, "delete identity copy", application_id=application_id)
