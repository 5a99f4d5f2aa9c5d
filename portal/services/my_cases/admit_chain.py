"""A following application is checked once more on sending, and linked when stored."""

from forms.definition.predecessor import RECEIPT_NUMBER, inherited
from forms.definition.procedure import Procedure
from forms.path.environment import Slot
from portal.db import Unit
from portal.services.cases.cases import open_own_case
from portal.services.cases.chain import handed_on, is_used
from portal.services.filing.admit_once import keep_once, take_once
from portal.services.filing.arrival import Arrived, Candidate, Sent
from portal.services.filing.drafts import Draft
from portal.services.shared.needs import Records
from portal.store.cases import applications, chain_links, track_codes
from portal.store.cases.applications import ApplicationRow
from portal.store.cases.chain_links import ChainRow
from portal.store.signing import delegations

USED, CHANGED = "next.used", "next.changed"


def refuse_unfit(installation: Records, unit: Unit, candidate: Candidate) -> Sent | None:
    """If the earlier application is no longer theirs, has changed, or is used."""
    draft, procedure = candidate.draft, candidate.procedure
    row = applications.by_number(unit, draft.known.follows)
    if row is None or not _is_theirs(installation, unit, draft, row):
        return Sent("", candidate.path, unfit=CHANGED)
    if handed_on(unit, open_own_case(installation, unit, row), procedure) != draft.known.earlier:
        return Sent("", candidate.path, unfit=CHANGED)
    places = _places(procedure, row.receipt_number)
    if not take_once(installation.clock, unit, places, draft.id) or is_used(unit, procedure, row.id):
        return Sent("", candidate.path, unfit=USED)
    return None


def _is_theirs(installation: Records, unit: Unit, draft: Draft, row: ApplicationRow) -> bool:
    person = draft.row.person_id or ""
    if row.person_id is None or not person:
        return False
    own = row.person_id == person or row.id in track_codes.applications_of_person(unit, person)
    return own and not delegations.is_over(unit, row.id, installation.clock.today().isoformat())


def _places(procedure: Procedure, receipt_number: str) -> tuple[Slot, ...]:
    # Its key decides between two that are sent at once.
    if procedure.follows is None or not procedure.follows.once:
        return ()
    return (Slot(procedure.id, f"follows:{receipt_number}", "", "", "", 1),)


def link_chain(unit: Unit, arrived: Arrived) -> None:
    """At a staff door the entered number links too. Online it never does."""
    earlier = arrived.filing.evidence.get("earlier", {})
    number = str(earlier.get(RECEIPT_NUMBER, "")) or _entered(arrived)
    row = applications.by_number(unit, number) if number else None
    follows = arrived.procedure.follows
    if row is None or follows is None or row.procedure != follows.procedure or row.id == arrived.application_id:
        return
    if not earlier and row.duty != arrived.procedure.duty:
        return  # a clerk of one section links no case of another's
    chain_links.add(unit, ChainRow(arrived.application_id, row.id, arrived.now))
    places = _places(arrived.procedure, row.receipt_number) if earlier else ()
    keep_once(unit, places, arrived.draft.id, arrived.application_id, arrived.now)


def _entered(arrived: Arrived) -> str:
    if arrived.draft.row.staff_id is None:
        return ""
    names = [field.id for field in arrived.procedure.fields if inherited(field.known_from) == ("", RECEIPT_NUMBER)]
    return next((str(arrived.answers[name]).strip() for name in names if name in arrived.answers), "")
