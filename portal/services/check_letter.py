"""Before a letter leaves: a person compares name and address with the application, and the machine does so beside them."""

from dataclasses import replace

from portal.db import Unit
from portal.errors import Conflict, NotFound, NotYours
from portal.services.ask_by_letter import Addressee, addressee_of, read_addressee
from portal.services.cases import Case, case_of_member
from portal.services.dispatch_line import letter_to, same_name, why_stopped
from portal.services.dispatch_note import Note, note_of, seal_note
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications, dispatches
from portal.store.dispatches import CHECKED, WAITING, DispatchRow

Wrong = tuple[tuple[str, str], ...]


def line_of_member(
    installation: Installation, unit: Unit, member: Member, line_id: int, act: str
) -> tuple[DispatchRow, Case]:
    """NotFound, the same for what there is not and for another section's."""
    row = dispatches.by_id(unit, line_id)
    found = applications.by_id(unit, row.application_id) if row else None
    if row is None or found is None:
        raise NotFound("dispatch")
    if not member.may(act, row.duty):
        raise NotYours("dispatch")
    return row, case_of_member(installation, unit, member, found.receipt_number)


def read_check(
    installation: Installation, unit: Unit, case: Case, row: DispatchRow, typed: tuple[str, str, str], other_name: str,
    *, confirmed: bool,
) -> tuple[Note, Wrong]:  # fmt: skip
    """What is to be sealed, and what to mend first, as (box, key): `typed` is name, postal code and address."""
    to, wrong = read_addressee(*typed)
    mistakes = list(wrong)
    applicant = addressee_of(installation, case)
    differs = not same_name(to.name, applicant.name)
    if differs and not other_name.strip():
        mistakes.append(("other_name", "other_name"))
    if not confirmed:
        mistakes.append(("confirmed", "confirmed"))
    note = note_of(case, row)
    kept = replace(
        note, to=to, guarded=case.protected and case.shows_all, other_name=other_name.strip() if differs else ""
    )
    return kept, tuple(mistakes)


def check_letter(
    installation: Installation, unit: Unit, member: Member, case: Case, row: DispatchRow, note: Note, *, registered: bool
) -> str:  # fmt: skip
    """A key of STOPPED, or "" when it may be packed. NotAllowed; Conflict if it is not there to be checked any more."""
    member.demand("deliver", row.duty)
    why = why_stopped(installation, unit, case, row, note)
    if why:
        write_audit(installation, unit, member.actor, "stop letter", application_id=row.application_id, detail=why)
        return why
    if not dispatches.check(unit, row, seal_note(case, row, note), int(registered), member.id):
        raise Conflict("check")
    write_audit(installation, unit, member.actor, "check letter", application_id=row.application_id, detail=str(row.id))
    return ""


def uncheck_letter(installation: Installation, unit: Unit, member: Member, row: DispatchRow) -> None:
    """To be looked at once more. NotAllowed; Conflict."""
    member.demand("deliver", row.duty)
    if not dispatches.step(unit, row.id, CHECKED, WAITING, row.why):
        raise Conflict("uncheck")
    write_audit(installation, unit, member.actor, "look at letter again", application_id=row.application_id)


def shown_to(installation: Installation, unit: Unit, case: Case, row: DispatchRow) -> tuple[Addressee, Addressee]:
    """As on the letter, and the applicant as the application says; of who is protected no address but one that was set, to who
    may see it."""
    to, applicant = letter_to(installation, unit, case, row, note_of(case, row)), addressee_of(installation, case)
    if not case.protected:
        return to, applicant
    hidden = replace(applicant, postal="", address=())
    return (to if case.shows_all else replace(to, postal="", address=())), hidden
