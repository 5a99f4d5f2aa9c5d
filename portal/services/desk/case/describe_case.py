"""A case as the desk reads it: answers, how identity was checked, arrival, deadline, corrections, history."""

from dataclasses import dataclass
from datetime import date

from forms.city.city import City
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.fee import Owed, owed
from portal.services.cases.name_principal import shown_name
from portal.services.desk.case.describe_corrections import CorrectionView, describe_corrections
from portal.services.desk.case.describe_evidence import describe_evidence
from portal.services.desk.case.describe_history import Happening, describe_history
from portal.services.filing.describe_papers import PaperStatus, papers_of_case, without_late
from portal.services.procedures.check_sections import CheckSection, check_sections
from portal.services.procedures.describe_consequences import Consequences, describe_consequences
from portal.services.shared.catalogue import speech_of
from portal.services.shared.due import NO_DUE
from portal.services.shared.needs import HasPayments
from portal.services.shared.official_words import (
    BASES,
    DOORS,
    Deadline,
    deadline,
    place_words,
)
from portal.services.signing.describe_signatures import SignatureView, describe_signatures
from portal.services.staff.colleagues import name_for, standing_in
from portal.store.handover import hand_overs
from portal.store.handover.hand_overs import BatchRow
from portal.store.staff import staff_members


@dataclass(frozen=True)
class CaseView:
    name: str
    state: str
    due: date | None
    deadline: Deadline | None
    assignee: str
    mine: bool
    sections: tuple[CheckSection, ...]
    consequences: Consequences
    arrival: tuple[tuple[str, str], ...]
    evidence: tuple[tuple[str, str], ...]
    corrections: tuple[CorrectionView, ...]
    history: tuple[Happening, ...]
    hand_overs: tuple[BatchRow, ...]
    owed: Owed | None
    papers: tuple[PaperStatus, ...]
    signatures: tuple[SignatureView, ...]


def describe_case(installation: HasPayments, unit: Unit, case: Case, staff_id: int) -> CaseView:
    """`staff_id`: the reader, so that their own cases are marked."""
    row, today = case.row, installation.clock.today()
    open_ = row.decided_at is None
    assignee = staff_members.by_id(unit, row.assignee_id) if row.assignee_id is not None else None
    papers = papers_of_case(installation.clock, unit, case, speech_of(case.procedure, "ja"))
    return CaseView(
        name=shown_name(case.procedure, case.summary),
        state=row.state,
        due=None if row.due == NO_DUE else date.fromisoformat(row.due),
        deadline=deadline(today, row.due, row.state, case.procedure) if open_ else None,
        assignee=name_for(assignee, standing_in(installation.clock, unit, staff_id)),
        mine=row.assignee_id == staff_id,
        sections=check_sections(case.procedure, case.path, speech_of(case.procedure, "ja"), case.files),
        consequences=without_late(
            describe_consequences(case.procedure, case.path, speech_of(case.procedure, "ja"), case.arrival_day),
            papers,
        ),
        arrival=_arrival(installation.city, case),
        evidence=describe_evidence(case, today),
        corrections=describe_corrections(installation.clock, unit, case),
        history=describe_history(unit, case),
        hand_overs=tuple(hand_overs.of_application(unit, row.id)),
        owed=owed(installation, unit, case),
        papers=papers,
        signatures=describe_signatures(unit, case),
    )


def _arrival(city: City, case: Case) -> tuple[tuple[str, str], ...]:
    row = case.row
    basis = BASES.get(row.arrival_basis, row.arrival_basis)
    return (
        ("受付経路", DOORS[row.door]),
        ("受付場所", place_words(city, row.arrival_place)),
        ("到達の根拠", basis),
    )
