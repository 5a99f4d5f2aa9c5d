# The amount is never typed.

from dataclasses import dataclass

from forms.city.city import City
from forms.city.counters import Counter
from forms.path.consequences import fee_amount
from portal.db import Unit
from portal.errors import Closed, Conflict, NotFound
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.fee import AmountDue, amount_due
from portal.services.counter.visits import Visit
from portal.services.fees.begin_payment import begin_payment
from portal.services.fees.refund_payment import receive_at_counter
from portal.services.fees.till import TAKES, order_at, put_in_till
from portal.services.filing.drafts import draft_of_counter, whole_path
from portal.services.shared.needs import HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.fees.payments import PaymentRow
from portal.store.fees.tills import CASH, TAKEN

_NOW = frozenset({"asked", "failed", "cancelled", "expired", "counter", "on_delivery"})


@dataclass(frozen=True)
class FeeLine:
    """`amount` None: undecided; `receipt_number` "": a draft."""

    title: str
    receipt_number: str
    amount: int | None
    state: str

    @property
    def due(self) -> bool:
        return bool(self.receipt_number and self.amount) and self.state in _NOW


def counter_of(city: City, place: str) -> Counter:
    """Raises NotFound."""
    counter = next((candidate for candidate in city.counters if candidate.id == place), None)
    if counter is None:
        raise NotFound("counter")
    return counter


def is_due(fee: AmountDue | None) -> bool:
    return fee is not None and fee.amount > 0 and not fee.ended and fee.state in _NOW


def take_cash(installation: HasPayments, unit: Unit, member: Member, case: Case, place: str, amount: int) -> None:
    """`amount`: counted out. Raises Closed without cash or a debt; Conflict if another is due or the till is counted."""
    member.demand(TAKES, case.row.duty)
    fee = amount_due(installation, unit, case)
    if not counter_of(installation.city, place).cash or fee is None:
        raise Closed("cash")
    if fee.amount != amount or not (is_due(fee) or fee.again):
        raise Conflict("payment")
    payment = receive_at_counter(installation, unit, member, case, fee.amount, right=TAKES)
    put_in_till(
        installation, unit, member.id, place, TAKEN, CASH, payment.number, payment.amount, case.row.receipt_number
    )


def begin_cashless(installation: HasPayments, unit: Unit, member: Member, case: Case, place: str) -> PaymentRow:
    member.demand(TAKES, case.row.duty)
    counter_of(installation.city, place)
    if installation.settings.laptop:
        raise Closed("cashless")
    row = begin_payment(installation, unit, case, member.actor)
    order_at(installation.clock, unit, member, place, row, case.row.receipt_number)
    write_audit(installation, unit, member.actor, "begin fee at counter", application_id=case.row.id, detail=row.number)
    return row


def fees_of_visit(installation: HasPayments, unit: Unit, member: Member, visit: Visit) -> list[FeeLine]:
    lines = [_line(installation, unit, member, item.uid, item.receipt_number, item.meaning) for item in visit.items]
    return [line for line in lines if line is not None]


def _line(
    installation: HasPayments, unit: Unit, member: Member, uid: str, receipt_number: str, meaning: str
) -> FeeLine | None:
    procedure = installation.catalogue.version(unit, meaning) if meaning else None
    if procedure is None or procedure.fee.amount is None:
        return None
    if receipt_number:
        row = applications.by_number(unit, receipt_number)
        if row is None or not member.may("see", row.duty):
            return None
        fee = amount_due(installation, unit, case_of_member(installation, unit, member, receipt_number))
        return FeeLine(procedure.title, receipt_number, fee.amount, fee.state) if fee else None
    if not member.may("enter", procedure.duty):
        return None
    draft = draft_of_counter(installation, unit, member, uid)
    amount = fee_amount(draft.procedure, whole_path(installation, draft))
    return None if amount == 0 else FeeLine(procedure.title, "", amount, "draft")
