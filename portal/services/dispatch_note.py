"""What is sealed with a line of the 発送簿, under the key of its application."""

from dataclasses import asdict, dataclass

from portal.services.ask_by_letter import Addressee
from portal.services.cases import Case
from portal.store.dispatches import DispatchRow

NOTICE, CORRECTION, PAPERS = "notice", "correction", "papers"


@dataclass(frozen=True)
class Note:
    """What is sealed with a line. `to`: None = as the letter itself says. `guarded`: checked by who may see protected people.
    `other_name`: why it goes to another name than the applicant's. `reason`: why it leaves once more."""

    to: Addressee | None = None
    guarded: bool = False
    other_name: str = ""
    reason: str = ""


def seal_note(case: Case, row: DispatchRow, note: Note) -> bytes:
    return case.sealer.seal(row.note_name, asdict(note))


def note_of(case: Case, row: DispatchRow) -> Note:
    kept = case.sealer.open(row.note_name, row.sealed_note)
    to = kept.pop("to")
    return Note(to and Addressee(to["name"], to["postal"], tuple(to["address"])), **kept)
