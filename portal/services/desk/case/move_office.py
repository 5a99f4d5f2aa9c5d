"""The receiving office is changed by a clerk: another one takes the case over at once."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.move_application import notify_applicant
from portal.services.cases.own_case import demand_review
from portal.services.cases.receiving_office import office_line, office_title, offices_for
from portal.services.shared.needs import Basics, Correspondence
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import EventRow

MOST_SIGNS = 300


def other_offices(installation: Basics, case: Case) -> list[tuple[str, str]]:
    """(id, name) of today, without the one that has it."""
    rows = offices_for(installation.city, case.procedure, installation.clock.today())
    return [(row.id, row.name) for row in rows if row.id != case.row.office]


def read_move(installation: Basics, case: Case, office: str, words: str) -> dict[str, str]:
    """Returns mistakes: box → key."""
    mistakes = {}
    if office not in {known for known, _ in other_offices(installation, case)}:
        mistakes["office"] = "no_office"
    if len(words) > MOST_SIGNS:
        mistakes["words"] = "too_long"
    return mistakes


def move_office(
    installation: Correspondence, unit: Unit, member: Member, case: Case, revision: int, office: str, words: str
) -> None:
    """`words` for the applicant, who is notified. Raises NotAllowed, OwnCase; Conflict if decided or changed."""
    demand_review(installation, unit, member, case)
    row, now, today = case.row, to_micro(installation.clock.now()), installation.clock.today()
    if row.decided_at is not None or row.revision != revision:
        raise Conflict("office")
    if not applications.to_office(unit, row, office, now):
        raise Conflict("office")
    line = f"これからの窓口：{office_line(installation.city, office, today)}"
    sealed = case.sealer.seal(f"words:{now}", "\n".join(filter(None, (line, words.strip()))))
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), "move_office", row.state, row.state, sealed))
    detail = f"{office_title(installation.city, row.office, today) or '-'} to {office_title(installation.city, office, today)}"
    write_audit(installation, unit, member.actor, "move office", application_id=row.id, detail=detail)
    notify_applicant(installation, unit, case, "office_moved", now)
