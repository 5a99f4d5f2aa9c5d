"""An ID's copy replaces a failed signature."""

# It is deleted some weeks later; result and arrival date stay.

from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.signature_state import latest
from portal.services.files.identity_files import QUESTION, copies_in
from portal.services.files.keep_file import Shelf, shelf_of
from portal.services.filing.drafts import application_sealer
from portal.services.shared.needs import Basics, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.ask_signature import APPLICANT
from portal.services.signing.judge_signature import COPY, COPY_REFUSED, MEND, REFUSED
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from portal.store.signing import signatures
from portal.store.signing.signatures import Judged, SignatureRow

_DAY = 86_400_000_000


def to_mend(unit: Unit, case: Case, person_id: str | None) -> SignatureRow | None:
    if case.row.decided_at is not None:
        return None
    rows = latest(signatures.of_application(unit, case.row.id))
    return next((row for row in rows if row.state in MEND and row.person_id == person_id), None)


def copied_instead(unit: Unit, case: Case, person_id: str | None) -> SignatureRow | None:
    """None for other signers, whom the section asks on paper."""
    row = to_mend(unit, case, person_id)
    return row if row is not None and row.role == APPLICANT else None


def hand_in_copy(installation: Basics, unit: Unit, case: Case, row: SignatureRow, actor: Actor) -> None:
    """Raises Conflict without a file, or if resolved meanwhile."""
    now, state = to_micro(installation.clock.now()), case.row.state
    if not copies_in(case.shelf) or not _turn(unit, row, COPY, row.code, now):
        raise Conflict("copy")
    applications.add_event(unit, case.row.id, EventRow(now, str(actor), "hand_in_copy", state, state, None))
    write_audit(installation, unit, actor, "hand in identity copy", application_id=case.row.id)


def _turn(unit: Unit, row: SignatureRow, state: str, code: str, now: int) -> bool:
    after = Judged(state, code, row.sealed_evidence, row.tries, None, row.received_at)
    return signatures.judge(unit, row.id, row.state, after, now)


def mend_otherwise(clock: Clock, unit: Unit, application_id: int, shelf: Shelf, question: str) -> None:
    """After the last file is refused, the applicant must act again."""
    if question != QUESTION or copies_in(shelf_of(unit, shelf.holder, shelf.sealer)):
        return
    for row in latest(signatures.of_application(unit, application_id)):
        if row.state == COPY:
            _turn(unit, row, REFUSED, COPY_REFUSED, to_micro(clock.now()))


def delete_copies(installation: Records, unit: Unit, actor: Actor) -> None:
    before = to_micro(installation.clock.now()) - installation.settings.identity_copy_days * _DAY
    for signature_id, application_id in signatures.copies_of_old(unit, before):
        row = applications.by_id(unit, application_id)
        if row is None:  # a bug: there is a foreign key
            raise KeyError(application_id)
        box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
        shelf = shelf_of(unit, Holder(application_id=application_id), box)
        for file in copies_in(shelf):
            attachments.remove(unit, shelf.holder, file.id)
        signatures.forget_copy(unit, signature_id)
        write_audit(installation, unit, actor, "delete identity copy", application_id=application_id)
