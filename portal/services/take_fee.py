"""A fee at the counter: cash where the city takes it there, or an order at the payment provider that the visitor pays by their own
telephone or at its terminal. The amount is what the answers ask for: nobody types it."""

from dataclasses import dataclass

from forms.city import Counter
from forms.consequences import fee_amount
from portal.db import Unit
from portal.errors import Closed, Conflict, NotFound
from portal.services.begin_payment import begin_payment
from portal.services.cases import Case, case_of_member
from portal.services.drafts import draft_of_counter, whole_path
from portal.services.installation import Installation
from portal.services.owed import Owed, owed
from portal.services.refund_payment import receive_at_counter
from portal.services.rights import Member
from portal.services.till import TAKES, order_at, put_in_till
from portal.services.visits import Visit
from portal.services.write_audit import write_audit
from portal.store import applications
from portal.store.payments import PaymentRow
from portal.store.tills import CASH, TAKEN

_NOW = frozenset({"asked", "failed", "cancelled", "expired", "counter", "on_delivery"})


@dataclass(frozen=True)
class FeeLine:
    """One procedure of a visit. `amount` None where it cannot be told yet; `receipt_number` "" while it is a draft."""

    title: str
    receipt_number: str
    amount: int | None
    state: str

    @property
    def due(self) -> bool:
        """Registered, and to be paid now."""
        return bool(self.receipt_number and self.amount) and self.state in _NOW


def counter_of(installation: Installation, place: str) -> Counter:
    """NotFound unless the city has this counter."""
    found = next((one for one in installation.city.counters if one.id == place), None)
    if found is None:
        raise NotFound("counter")
    return found


def is_due(found: Owed | None) -> bool:
    """Whether it may be taken at the counter now."""
    return found is not None and found.amount > 0 and not found.ended and found.state in _NOW


def take_cash(installation: Installation, unit: Unit, member: Member, case: Case, place: str) -> None:
    """Closed where this counter takes none, or nothing is owed; Conflict where it is paid, or the till is counted."""
    member.demand(TAKES, case.row.duty)
    found = owed(installation, unit, case)
    if not counter_of(installation, place).cash or found is None:
        raise Closed("cash")
    if not is_due(found):
        raise Conflict("payment")
    payment = receive_at_counter(installation, unit, member, case, found.amount, right=TAKES)
    put_in_till(installation, unit, member.id, place, TAKEN, CASH, payment, case.row.receipt_number)


def begin_cashless(installation: Installation, unit: Unit, member: Member, case: Case, place: str) -> PaymentRow:
    """The open order of this application, now of this counter. Closed where there is no provider or nothing is asked for."""
    member.demand(TAKES, case.row.duty)
    counter_of(installation, place)
    row = begin_payment(installation, unit, case, member.actor)
    order_at(installation, unit, member, place, row, case.row.receipt_number)
    write_audit(installation, unit, member.actor, "begin fee at counter", application_id=case.row.id, detail=row.number)
    return row


def fees_of_visit(installation: Installation, unit: Unit, member: Member, visit: Visit) -> list[FeeLine]:
    """What the procedures of a visit cost that this member may see, filed or not; those that are free are left out."""
    lines = [_line(installation, unit, member, one.uid, one.receipt_number, one.meaning) for one in visit.items]
    return [one for one in lines if one is not None]


def _line(
    installation: Installation, unit: Unit, member: Member, uid: str, receipt_number: str, meaning: str
) -> FeeLine | None:
    procedure = installation.catalogue.version(unit, meaning) if meaning else None
    if procedure is None or procedure.fee.amount is None:
        return None
    if receipt_number:
        row = applications.by_number(unit, receipt_number)
        if row is None or not member.may("see", row.duty):
            return None
        found = owed(installation, unit, case_of_member(installation, unit, member, receipt_number))
        return FeeLine(procedure.title, receipt_number, found.amount, found.state) if found else None
    if not member.may("enter", procedure.duty):
        return None
    draft = draft_of_counter(installation, unit, member, uid)
    amount = fee_amount(draft.procedure, whole_path(installation, draft))
    return None if amount == 0 else FeeLine(procedure.title, "", amount, "draft")
