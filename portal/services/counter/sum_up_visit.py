"""Filed procedures, what to bring, next steps; no address."""

from dataclasses import dataclass
from datetime import date, datetime

from forms.fields.slot import day_in_words, hours_in_words
from portal.clock import Clock
from portal.db import Unit
from portal.services.cases.audit_ground import only_audits
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.fee import amount_due
from portal.services.cases.given import was_given
from portal.services.cases.name_principal import shown_name
from portal.services.counter.visits import Visit
from portal.services.filing.describe_papers import papers_of_case
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.procedures.describe_consequences import describe_next
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.bookings import reservations
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.my_cases.late_papers import OWED

_FEE_STATES = {
    "paid": "受け取りました",
    "open": "支払いの途中です",
    "announced": "コンビニで払われました（確定を待っています）",
    "refunded": "返しました",
    "refund_asked": "返している途中です",
    "not_yet": "結果が出てから払います",
    "on_delivery": "受け取るときに払います",
    "mismatch": "金額を確かめています",
    "refund_by_hand": "市からお返しします",
}


@dataclass(frozen=True)
class FiledLine:
    title: str
    name: str
    number: str  # "" for a case of another section
    fee: str
    office: str
    place: str
    telephone: str
    arrived_at: datetime | None = None
    next: tuple[str, ...] = ()
    bring: tuple[tuple[str, date], ...] = ()
    times: tuple[str, ...] = ()
    given: bool = False  # nothing comes `next`


def sum_up_visit(installation: HasPayments, unit: Unit, member: Member, visit: Visit) -> list[FiledLine]:
    rows = (applications.by_number(unit, item.receipt_number) for item in visit.filed)
    return [_line(installation, unit, member, row) for row in rows if row is not None]


def _line(installation: HasPayments, unit: Unit, member: Member, row: ApplicationRow) -> FiledLine:
    office = installation.city.office(row.duty, installation.clock.today())
    procedure = installation.catalogue.version(unit, row.meaning)
    facts = describe_procedure(installation, procedure, "ja")
    contact = (office.office, office.place, office.telephone)
    if not member.may("see", row.duty) or only_audits(member, row.duty):
        return FiledLine(facts.title, "", "", facts.fee, *contact)
    case = case_of_member(installation, unit, member, row.receipt_number)
    write_audit(installation, unit, member.actor, "see case", application_id=row.id)
    given = was_given(unit, case)
    return FiledLine(
        facts.title, shown_name(procedure, case.summary), row.receipt_number,
        _fee(installation, unit, case) or facts.fee, *contact,
        arrived_at=case.arrived_at, next=() if given else describe_next(procedure, case.path, speech_of(procedure, "ja")), bring=_bring(installation.clock, unit, case),
        times=_times(unit, case), given=given,
    )  # fmt: skip


def _fee(installation: HasPayments, unit: Unit, case: Case) -> str:
    #  "" if the definition computes no fee.
    if case.procedure.fee.amount is None:
        return ""
    order = amount_due(installation, unit, case)
    if order is None or not order.amount:
        return "かかりません"
    return f"{order.amount:,}円（{_FEE_STATES.get(order.state, 'まだ払われていません')}）"


def _bring(clock: Clock, unit: Unit, case: Case) -> tuple[tuple[str, date], ...]:
    papers = papers_of_case(clock, unit, case, speech_of(case.procedure, "ja"))
    return tuple((paper.title, paper.due) for paper in papers if paper.state == OWED and not paper.ended)


def _times(unit: Unit, case: Case) -> tuple[str, ...]:
    speech = speech_of(case.procedure, "ja")
    return tuple(
        f"{day_in_words(row.starts, speech)} {hours_in_words(row.starts, row.ends, speech)}　{row.place}"
        for row in reservations.of_application(unit, case.row.id)
        if row.number is not None
    )
