"""Name and address beside the application's."""

from collections.abc import Collection
from dataclasses import replace

from portal.db import Unit
from portal.errors import Conflict, NotFound, NotYours
from portal.services.cases.cases import Case, case_of_member
from portal.services.notices.ask_by_letter import Addressee, read_addressee, written_to
from portal.services.notices.dispatch_line import letter_to, same_name, why_stopped
from portal.services.notices.dispatch_note import Note, note_of, seal_note
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.notices import dispatches, enclosures
from portal.store.notices.dispatches import CHECKED, WAITING, DispatchRow

Wrong = tuple[tuple[str, str], ...]


def line_of_member(
    installation: Records, unit: Unit, member: Member, line_id: int, act: str
) -> tuple[DispatchRow, Case]:
    """Raises NotFound, NotYours."""
    row = dispatches.by_id(unit, line_id)
    application = applications.by_id(unit, row.application_id) if row else None
    if row is None or application is None:
        raise NotFound("dispatch")
    if not member.may(act, row.duty):
        raise NotYours("dispatch")
    return row, case_of_member(installation, unit, member, application.receipt_number)


def read_check(
    unit: Unit, case: Case, row: DispatchRow, typed: tuple[str, str, str], other_name: str,
    *, confirmed: bool,
) -> tuple[Note, Wrong]:  # fmt: skip
    """With mistakes: (box, key)."""
    to, faults = read_addressee(*typed)
    mistakes = list(faults)
    applicant = written_to(unit, case)
    differs = not same_name(to.name, applicant.name)
    if differs and not other_name.strip():
        mistakes.append(("other_name", "other_name"))
    if not confirmed:
        mistakes.append(("confirmed", "confirmed"))
    same = not differs
    to = replace(
        to, organisation=applicant.organisation and same, representative=applicant.representative if same else ""
    )
    note = note_of(case, row)
    checked = replace(
        note, to=to, guarded=case.protected and case.shows_all, other_name=other_name.strip() if differs else ""
    )
    return checked, tuple(mistakes)


def check_letter(
    installation: Basics, unit: Unit, member: Member, case: Case, row: DispatchRow, note: Note, *, registered: bool,
    enclosed: Collection[str] = (),
) -> str:  # fmt: skip
    """A key of STOPPED, or "". Raises NotAllowed, Conflict."""
    # `enclosed`: numbers of the enclosures that were compared. Another member may have added one meanwhile.
    member.demand("deliver", row.duty)
    if {str(enclosure.id) for enclosure in enclosures.of(unit, row.id)} != set(enclosed):
        raise Conflict("check")
    why = why_stopped(unit, case, row, note)
    if why:
        write_audit(installation, unit, member.actor, "stop letter", application_id=row.application_id, detail=why)
        return why
    if not dispatches.check(unit, row, seal_note(case, row, note), int(registered), member.id):
        raise Conflict("check")
    write_audit(installation, unit, member.actor, "check letter", application_id=row.application_id, detail=str(row.id))
    return ""


def uncheck_letter(installation: Basics, unit: Unit, member: Member, row: DispatchRow) -> None:
    """Raises NotAllowed, Conflict."""
    member.demand("deliver", row.duty)
    if not dispatches.step(unit, row.id, CHECKED, WAITING, row.why):
        raise Conflict("uncheck")
    write_audit(installation, unit, member.actor, "look at letter again", application_id=row.application_id)


def shown_to(unit: Unit, case: Case, row: DispatchRow) -> tuple[Addressee, Addressee]:
    """(addressee, applicant); a protected person's address only as set by staff."""
    to, applicant = letter_to(unit, case, row, note_of(case, row)), written_to(unit, case)
    if not case.protected:
        return to, applicant
    hidden = replace(applicant, postal="", address=())
    return (to if case.shows_all else replace(to, postal="", address=())), hidden
