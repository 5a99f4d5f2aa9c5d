"""移送・所管替え: only the duty changes."""

from dataclasses import dataclass
from datetime import datetime

from forms.city.city import City
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict, NotFound, NotYours
from portal.services.cases.cases import Case, open_case
from portal.services.cases.move_application import notify_applicant
from portal.services.cases.note_inside import add_inside_event
from portal.services.cases.own_case import demand_review
from portal.services.desk.case.ask_opinion import other_duties
from portal.services.desk.sections.handling_rules import assign_arrival
from portal.services.shared.form_mark import demand_form
from portal.services.shared.needs import Basics, Correspondence, HasPayments, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.words import name_of_staff
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.desk import decisions, transfers
from portal.store.desk.transfers import ACCEPTED, OFFERED, SENT_BACK, TAKEN_BACK, TransferRow

MOST_SIGNS = 1000
MOST = 200


@dataclass(frozen=True)
class TransferView:
    id: int
    from_office: str
    to_office: str
    reason: str
    state: str
    offered_by: str
    offered_at: datetime
    answer: str  # reason for the return
    ended_by: str
    ended_at: datetime | None


@dataclass(frozen=True)
class OfferedLine:
    id: int
    receipt_number: str
    title: str
    from_office: str
    offered_at: datetime
    due: str


def read_offer(installation: Basics, case: Case, duty: str, reason: str) -> dict[str, str]:
    """Returns mistakes: box → key."""
    mistakes = {}
    if duty not in {known for known, _ in other_duties(installation, case)}:
        mistakes["duty"] = "no_duty"
    if problem := read_reason(reason):
        mistakes["reason"] = problem
    return mistakes


def read_reason(reason: str) -> str:
    if not reason.strip():
        return "no_reason"
    return "too_long" if len(reason) > MOST_SIGNS else ""


def offer_case(
    installation: HasPayments, unit: Unit, member: Member, case: Case, revision: int, duty: str, reason: str, once: str
) -> None:
    """Raises NotAllowed, OwnCase; Conflict if decided, changed or offered, or an outcome waits."""
    demand_review(installation, unit, member, case)
    demand_form(once)
    row, now = case.row, to_micro(installation.clock.now())
    if transfers.by_form(unit, row.id, once) is not None:
        return
    if row.decided_at is not None or decisions.open_one(unit, row.id) is not None or open_offer(unit, case) is not None:
        raise Conflict("transfer")
    # The revision grows, so the second of two concurrent offers fails.
    if row.revision != revision or not applications.move(
        unit, row, state=row.state, due=row.due, decided_at=None, now=now
    ):
        raise Conflict("transfer")
    sealed = case.sealer.seal(f"transfer:{once}", reason.strip())
    transfers.add(unit, row, once, duty, member.id, sealed, now)
    add_inside_event(
        unit, member.actor, case, "offer_transfer", f"{_office(installation, duty)}へ。{reason.strip()}", now
    )
    write_audit(installation, unit, member.actor, "offer case", application_id=row.id, detail=f"{row.duty} to {duty}")


def take_offer_back(installation: Basics, unit: Unit, member: Member, case: Case) -> None:
    """Raises NotAllowed; Conflict once answered."""
    member.demand("review", case.row.duty)
    offer, now = open_offer(unit, case), to_micro(installation.clock.now())
    if offer is None or not transfers.end(unit, offer.id, TAKEN_BACK, member.id, None, now):
        raise Conflict("transfer")
    add_inside_event(unit, member.actor, case, "take_transfer_back", "", now)
    write_audit(installation, unit, member.actor, "take offer back", application_id=case.row.id, detail=offer.to_duty)


def accept_case(installation: Correspondence, unit: Unit, member: Member, case: Case, offer: TransferRow) -> None:
    """Raises NotAllowed; Conflict if taken back or decided."""
    member.demand("review", offer.to_duty)
    row, now = case.row, to_micro(installation.clock.now())
    if not transfers.end(unit, offer.id, ACCEPTED, member.id, None, now):
        raise Conflict("transfer")
    if decisions.open_one(unit, row.id) is not None or not transfers.move(unit, row, offer.to_duty, now):
        raise Conflict("transfer")
    office = installation.city.office(offer.to_duty, installation.clock.today())
    sealed = case.sealer.seal(f"words:{now}", f"これからの担当：{office.office}（電話 {office.telephone}）")
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), "transfer", row.state, row.state, sealed))
    detail = f"{offer.from_duty} to {offer.to_duty}"
    write_audit(installation, unit, member.actor, "accept case", application_id=row.id, detail=detail)
    notify_applicant(installation, unit, case, "transferred", now)
    assign_arrival(installation, unit, row.id, offer.to_duty)


def send_case_back(
    installation: Basics, unit: Unit, member: Member, case: Case, offer: TransferRow, reason: str
) -> None:
    """Raises NotAllowed; Conflict if taken back."""
    member.demand("review", offer.to_duty)
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"transfer_answer:{offer.once}", reason.strip())
    if not transfers.end(unit, offer.id, SENT_BACK, member.id, sealed, now):
        raise Conflict("transfer")
    add_inside_event(unit, member.actor, case, "send_transfer_back", reason.strip(), now)
    write_audit(installation, unit, member.actor, "send case back", application_id=case.row.id, detail=offer.to_duty)


def open_offer(unit: Unit, case: Case) -> TransferRow | None:
    return next((row for row in transfers.of(unit, case.row.id) if row.state == OFFERED), None)


def offers_of(city: City, unit: Unit, case: Case) -> tuple[TransferView, ...]:
    """Newest first, without words about protected people."""
    hidden = case.protected and not case.shows_all
    return tuple(view_offer(city, unit, case, row, hidden=hidden) for row in reversed(transfers.of(unit, case.row.id)))


def view_offer(city: City, unit: Unit, case: Case, row: TransferRow, *, hidden: bool = False) -> TransferView:
    day = tokyo_day(from_micro(row.offered_at))
    reason = "" if hidden else case.sealer.open(f"transfer:{row.once}", row.sealed_reason)
    sent_back = row.sealed_answer is not None and not hidden
    return TransferView(
        row.id, city.office(row.from_duty, day).office, city.office(row.to_duty, day).office,
        reason, row.state, name_of_staff(unit, row.offered_by), from_micro(row.offered_at),
        case.sealer.open(f"transfer_answer:{row.once}", row.sealed_answer or b"") if sent_back else "",
        name_of_staff(unit, row.ended_by), None if row.ended_at is None else from_micro(row.ended_at),
    )  # fmt: skip


def offered_to_us(installation: Basics, unit: Unit, member: Member) -> tuple[OfferedLine, ...]:
    """Longest waiting first, without names."""
    lines = []
    for row in transfers.offered_to(unit, member.duties("review", tuple(installation.city.duties)) or ("",), MOST):
        case = applications.by_id(unit, row.application_id)
        if case is not None:
            title = installation.catalogue.version(unit, case.meaning).title
            office = _office(installation, row.from_duty)
            lines.append(OfferedLine(row.id, case.receipt_number, title, office, from_micro(row.offered_at), case.due))
    return tuple(lines)


def offered_case(installation: Records, unit: Unit, member: Member, transfer_id: int) -> tuple[Case, TransferRow]:
    """Raises NotFound, NotYours."""
    row = transfers.by_id(unit, transfer_id)
    application = applications.by_id(unit, row.application_id) if row is not None else None
    if row is None or application is None or row.state != OFFERED or application.decided_at is not None:
        raise NotFound("transfer")
    case = open_case(installation, unit, application)
    if not member.may("review", row.to_duty) or (case.protected and not member.may("see protected", row.to_duty)):
        raise NotYours("transfer")
    write_audit(installation, unit, member.actor, "see offered case", application_id=application.id, detail=row.to_duty)
    return case, row


def _office(installation: Basics, duty: str) -> str:
    return installation.city.office(duty, installation.clock.today()).office
