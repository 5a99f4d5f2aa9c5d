"""災害モード: simplified reception of a disaster procedure on given days."""

# One administrator requests, another confirms, any ends it. Changes questions, not requirements.

from dataclasses import dataclass

from forms.definition.procedure import Procedure
from forms.text.japanese import unusable
from portal.clock import Clock, iso_day, to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound, required
from portal.services.procedures.ask_reception import counter_doors
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.temporary_staff import send_home
from portal.store.staff import disasters
from portal.store.staff.disasters import ASKED, ON, WITHDRAWN, DisasterRow

EVENT = "disaster"
MOST_NAME, MOST_REASON = 40, 300
MOST_DAYS = 93  # own choice: a longer disaster must be requested again with a reason


@dataclass(frozen=True)
class Declared:
    procedure: str
    name: str
    reason: str
    from_day: str
    to_day: str
    wrong: tuple[str, ...] = ()


def for_disasters(catalogue: Catalogue, member: Member) -> list[Procedure]:
    return [
        procedure
        for procedure in catalogue.all()
        if procedure.events[:1] == (EVENT,) and counter_doors(procedure) and member.may("administer", procedure.duty)
    ]


def read_declared(
    installation: Basics, member: Member, procedure: str, name: str, reason: str, from_day: str, to_day: str
) -> Declared:  # fmt: skip
    wrong = []
    if procedure not in {candidate.id for candidate in for_disasters(installation.catalogue, member)}:
        wrong.append("procedure")
    if not 0 < len(name.strip()) <= MOST_NAME or unusable(name.strip()):
        wrong.append("name")
    if not 0 < len(reason.strip()) <= MOST_REASON or unusable(reason.strip()):
        wrong.append("reason")
    since, until = iso_day(from_day), iso_day(to_day)
    if since is None or since < installation.clock.today():
        wrong.append("from")
    if until is None or since is None or not 0 <= (until - since).days < MOST_DAYS:
        wrong.append("to")
    return Declared(procedure, name.strip(), reason.strip(), from_day, to_day, tuple(wrong))


def ask_for_disaster(installation: Basics, unit: Unit, member: Member, wanted: Declared) -> int:
    """Raises NotAllowed; Conflict while another request waits."""
    current = installation.catalogue.current(wanted.procedure)
    member.demand("administer", current.duty)
    if any(row.state == ASKED for row in disasters.latest(unit)):
        raise Conflict("disaster")
    now = to_micro(installation.clock.now())
    number = disasters.ask(
        unit, procedure=current.id, name=wanted.name, reason=wanted.reason, from_day=wanted.from_day, to_day=wanted.to_day,
        by=member.login, now=now,
    )  # fmt: skip
    detail = f"{number} {current.id} {wanted.from_day}..{wanted.to_day}"
    write_audit(installation, unit, member.actor, "ask for disaster mode", detail=detail)
    return number


def disaster_of(catalogue: Catalogue, unit: Unit, member: Member, number: int) -> DisasterRow:
    """Raises NotFound, NotAllowed."""
    row = required(disasters.by_id(unit, number), NotFound("disaster"))
    member.demand("administer", catalogue.current(row.procedure).duty)
    return row


def confirm_disaster(installation: Basics, unit: Unit, member: Member, number: int) -> None:
    """Raises NotAllowed for the requester, Conflict if settled."""
    row = disaster_of(installation.catalogue, unit, member, number)
    if member.login == row.asked_by:
        raise NotAllowed("confirm")
    _settle(installation.clock, unit, member, row, ON)
    detail = f"{row.id} {row.procedure} {row.from_day}..{row.to_day} of {row.asked_by}"
    write_audit(installation, unit, member.actor, "confirm disaster mode", detail=detail)


def withdraw_disaster(installation: Basics, unit: Unit, member: Member, number: int) -> None:
    """Raises Conflict if settled."""
    row = disaster_of(installation.catalogue, unit, member, number)
    _settle(installation.clock, unit, member, row, WITHDRAWN)
    write_audit(installation, unit, member.actor, "withdraw disaster mode", detail=str(row.id))


def _settle(clock: Clock, unit: Unit, member: Member, row: DisasterRow, state: str) -> None:
    if not disasters.settle(unit, row.id, state, member.login, to_micro(clock.now())):
        raise Conflict("disaster")


def end_disaster(installation: Basics, unit: Unit, member: Member, number: int) -> None:
    """Also ends temporary accounts. Raises Conflict."""
    row = disaster_of(installation.catalogue, unit, member, number)
    if not disasters.end(unit, row.id, member.login, to_micro(installation.clock.now())):
        raise Conflict("disaster")
    write_audit(installation, unit, member.actor, "end disaster mode", detail=f"{row.id} {row.procedure}")
    send_home(installation, unit, member.actor, row.id)


def declared_disaster(clock: Clock, unit: Unit, procedure: str = "") -> DisasterRow | None:
    rows = disasters.in_force(unit, clock.today().isoformat())
    return next((row for row in rows if procedure in ("", row.procedure)), None)
