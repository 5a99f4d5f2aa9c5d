"""メモ: what colleagues tell each other of a case. Sealed like its answers; nobody outside the section ever reads it."""

from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.one_form import demand_form
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import case_notes, staff_members
from portal.store.case_notes import NoteRow

MOST_SIGNS = 1000


@dataclass(frozen=True)
class Note:
    text: str
    at: datetime
    who: str


def read_note(text: str) -> tuple[str, str]:
    """As it is stored, and what is wrong with it in a sentence ("" if nothing is)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not plain:
        return plain, "メモを書いてください。"
    return plain, f"{MOST_SIGNS}字までにしてください。" if len(plain) > MOST_SIGNS else ""


def note_case(installation: Installation, unit: Unit, member: Member, case: Case, text: str, once: str) -> None:
    """Once for each form. It moves nothing: whoever decides meanwhile is not too late. NotAllowed."""
    member.demand("review", case.row.duty)
    demand_form(once)
    row = NoteRow(once, member.id, case.sealer.seal(f"case_note:{once}", text), to_micro(installation.clock.now()))
    if case_notes.add(unit, case.row.id, row):
        write_audit(installation, unit, member.actor, "note case", application_id=case.row.id)


def notes_of(unit: Unit, case: Case) -> tuple[Note, ...] | None:
    """The first one first. None where somebody is protected whom this member may not see: a note may tell where they live."""
    if case.protected and not case.shows_all:
        return None
    return tuple(
        Note(case.sealer.open(f"case_note:{row.once}", row.sealed_text), from_micro(row.written_at), _name(unit, row))
        for row in case_notes.of(unit, case.row.id)
    )


def _name(unit: Unit, row: NoteRow) -> str:
    member = staff_members.by_id(unit, row.staff_id)
    return member.name if member else ""
