"""Sealed, of a line of the 発送簿."""

from dataclasses import asdict, dataclass

from portal.services.cases.cases import Case
from portal.services.notices.ask_by_letter import Addressee
from portal.store.notices.dispatches import DispatchRow

NOTICE, CORRECTION, PAPERS = "notice", "correction", "papers"


@dataclass(frozen=True)
class Note:
    """`to` None: as in the letter."""

    to: Addressee | None = None
    guarded: bool = False  # checked by a member who may see protected people
    other_name: str = ""  # why not the applicant's
    reason: str = ""  # for another copy


def seal_note(case: Case, row: DispatchRow, note: Note) -> bytes:
    return case.sealer.seal(row.note_name, asdict(note))


def note_of(case: Case, row: DispatchRow) -> Note:
    kept = case.sealer.open(row.note_name, row.sealed_note)
    to = kept.pop("to")
    return Note(to and Addressee(**{**to, "address": tuple(to["address"])}), **kept)
