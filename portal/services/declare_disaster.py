"""災害モード: for given days a disaster's procedure is taken in a shorter way, and by staff who came for it alone. One administrator
asks, another confirms, any one ends it at once. It changes how staff ask, never what the definition or the law wants."""

from dataclasses import dataclass
from datetime import date

from forms.japanese import unusable
from forms.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.ask_reception import counter_doors
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.temporary_staff import send_home
from portal.services.write_audit import write_audit
from portal.store import disasters
from portal.store.disasters import ASKED, ON, WITHDRAWN, DisasterRow

EVENT = "disaster"
MOST_NAME, MOST_REASON = 40, 300
MOST_DAYS = 93  # an own choice: what goes on for longer is asked for again, with its reason


@dataclass(frozen=True)
class Declared:
    """As it was typed; `wrong`: the boxes to mend."""

    procedure: str
    name: str
    reason: str
    from_day: str
    to_day: str
    wrong: tuple[str, ...] = ()


def for_disasters(installation: Installation, member: Member) -> list[Procedure]:
    """What a disaster comes to first, is taken at the counter, and is theirs to administer."""
    return [
        one
        for one in installation.catalogue.all()
        if one.events[:1] == (EVENT,) and counter_doors(one) and member.may("administer", one.duty)
    ]


def read_declared(
    installation: Installation, member: Member, procedure: str, name: str, reason: str, from_day: str, to_day: str
) -> Declared:  # fmt: skip
    wrong = []
    if procedure not in {one.id for one in for_disasters(installation, member)}:
        wrong.append("procedure")
    if not 0 < len(name.strip()) <= MOST_NAME or unusable(name.strip()):
        wrong.append("name")
    if not 0 < len(reason.strip()) <= MOST_REASON or unusable(reason.strip()):
        wrong.append("reason")
    since, until = _day(from_day), _day(to_day)
    if since is None or since < installation.clock.today():
        wrong.append("from")
    if until is None or since is None or not 0 <= (until - since).days < MOST_DAYS:
        wrong.append("to")
    return Declared(procedure, name.strip(), reason.strip(), from_day, to_day, tuple(wrong))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def ask_for_disaster(installation: Installation, unit: Unit, member: Member, wanted: Declared) -> int:
    """Its number. NotAllowed; Conflict while another one waits to be confirmed."""
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


def disaster_of(installation: Installation, unit: Unit, member: Member, number: int) -> DisasterRow:
    """NotFound; NotAllowed unless its duty is theirs to administer."""
    row = disasters.by_id(unit, number)
    if row is None:
        raise NotFound("disaster")
    member.demand("administer", installation.catalogue.current(row.procedure).duty)
    return row


def confirm_disaster(installation: Installation, unit: Unit, member: Member, number: int) -> None:
    """NotAllowed to who asked for it; Conflict if it was settled."""
    row = disaster_of(installation, unit, member, number)
    if member.login == row.asked_by:
        raise NotAllowed("confirm")
    _settle(installation, unit, member, row, ON)
    detail = f"{row.id} {row.procedure} {row.from_day}..{row.to_day} of {row.asked_by}"
    write_audit(installation, unit, member.actor, "confirm disaster mode", detail=detail)


def withdraw_disaster(installation: Installation, unit: Unit, member: Member, number: int) -> None:
    """Before it was confirmed, by any administrator of it. Conflict if it was settled."""
    row = disaster_of(installation, unit, member, number)
    _settle(installation, unit, member, row, WITHDRAWN)
    write_audit(installation, unit, member.actor, "withdraw disaster mode", detail=str(row.id))


def _settle(installation: Installation, unit: Unit, member: Member, row: DisasterRow, state: str) -> None:
    if not disasters.settle(unit, row.id, state, member.login, to_micro(installation.clock.now())):
        raise Conflict("disaster")


def end_disaster(installation: Installation, unit: Unit, member: Member, number: int) -> None:
    """At once, by one alone, with all that came with it. Conflict if it is not on."""
    row = disaster_of(installation, unit, member, number)
    if not disasters.end(unit, row.id, member.login, to_micro(installation.clock.now())):
        raise Conflict("disaster")
    write_audit(installation, unit, member.actor, "end disaster mode", detail=f"{row.id} {row.procedure}")
    send_home(installation, unit, member.actor, row.id)


def standing_disaster(installation: Installation, unit: Unit, procedure: str = "") -> DisasterRow | None:
    """The newest that is on today; of `procedure` where one is named."""
    rows = disasters.standing(unit, installation.clock.today().isoformat())
    return next((row for row in rows if procedure in ("", row.procedure)), None)
