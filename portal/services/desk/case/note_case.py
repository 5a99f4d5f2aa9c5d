"""メモ of colleagues on a case, sealed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.shared.form_mark import demand_form, new_form
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import case_notes
from portal.store.desk.case_notes import NoteRow
from portal.store.staff import staff_members

MOST_SIGNS = 1000


@dataclass(frozen=True)
class Note:
    text: str
    at: datetime
    who: str


def read_note(text: str) -> tuple[str, str]:
    """Also returns a message, or ""."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not plain:
        return plain, "メモを書いてください。"
    return plain, f"{MOST_SIGNS}字までにしてください。" if len(plain) > MOST_SIGNS else ""


def note_case(installation: Basics, unit: Unit, member: Member, case: Case, text: str, once: str) -> bool:
    """False for a repeated form; the revision stays. Raises NotAllowed."""
    member.demand("review", case.row.duty)
    demand_form(once)
    row = NoteRow(once, member.id, case.sealer.seal(f"case_note:{once}", text), to_micro(installation.clock.now()))
    added = case_notes.add(unit, case.row.id, row)
    if added:
        write_audit(installation, unit, member.actor, "note case", application_id=case.row.id)
    return added


def notes_of(unit: Unit, case: Case) -> tuple[Note, ...] | None:
    """Returns None if a note could disclose a protected person."""
    if case.protected and not case.shows_all:
        return None
    return tuple(
        Note(case.sealer.open(f"case_note:{row.once}", row.sealed_text), from_micro(row.written_at), _name(unit, row))
        for row in case_notes.of(unit, case.row.id)
    )


def _name(unit: Unit, row: NoteRow) -> str:
    member = staff_members.by_id(unit, row.staff_id)
    return member.name if member else ""


def notes_panel(unit: Unit, case: Case) -> dict[str, Any]:
    return {"notes": notes_of(unit, case), "note_form": new_form(), "note_text": "", "problem": ""}
