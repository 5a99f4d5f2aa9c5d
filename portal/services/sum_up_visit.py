"""What a visitor takes home from a visit: what was filed, what is still to bring, what happens next and where. It names who each
procedure is for, and says of nobody where they live."""

from dataclasses import dataclass
from datetime import date, datetime

from forms.fields.slot import day_in_words, hours_in_words
from portal.db import Unit
from portal.services.cases import Case, case_of_member
from portal.services.describe_papers import papers_of_case
from portal.services.describe_procedure import describe_procedure
from portal.services.installation import Installation
from portal.services.name_principal import shown_name
from portal.services.owed import owed
from portal.services.rights import Member
from portal.services.visits import Visit
from portal.services.write_audit import write_audit
from portal.store import applications, reservations
from portal.store.applications import ApplicationRow
from portal.store.late_papers import OWED

_STANDS = {
    "paid": "受け取りました",
    "open": "支払いの途中です",
    "refunded": "返しました",
    "refund_asked": "返している途中です",
    "not_yet": "結果が出てから払います",
    "on_delivery": "受け取るときに払います",
    "mismatch": "金額を確かめています",
    "refund_by_hand": "市からお返しします",
}


@dataclass(frozen=True)
class FiledLine:
    """`number` "" for a case of another section: the paper says where to ask. `times`: what was booked, in words."""

    title: str
    name: str
    number: str
    fee: str
    office: str
    place: str
    telephone: str
    arrived_at: datetime | None = None
    next: tuple[str, ...] = ()
    bring: tuple[tuple[str, date], ...] = ()
    times: tuple[str, ...] = ()


def sum_up_visit(installation: Installation, unit: Unit, member: Member, visit: Visit) -> list[FiledLine]:
    """In the order in which they were begun; each look is recorded. The caller commits."""
    rows = (applications.by_number(unit, one.receipt_number) for one in visit.filed)
    return [_line(installation, unit, member, row) for row in rows if row is not None]


def _line(installation: Installation, unit: Unit, member: Member, row: ApplicationRow) -> FiledLine:
    office = installation.city.office(row.duty, installation.clock.today())
    procedure = installation.catalogue.version(unit, row.meaning)
    facts = describe_procedure(installation, procedure, "ja")
    where = (office.office, office.place, office.telephone)
    if not member.may("see", row.duty):
        return FiledLine(facts.title, "", "", facts.fee, *where)
    case = case_of_member(installation, unit, member, row.receipt_number)
    write_audit(installation, unit, member.actor, "see case", application_id=row.id)
    return FiledLine(
        facts.title, shown_name(installation, procedure, case.summary), row.receipt_number,
        _fee(installation, unit, case) or facts.fee, *where,
        arrived_at=case.arrived_at, next=facts.next, bring=_bring(installation, unit, case),
        times=_times(installation, unit, case),
    )  # fmt: skip


def _fee(installation: Installation, unit: Unit, case: Case) -> str:
    """What it costs and whether that is paid; "" where the definition reckons nothing."""
    if case.procedure.fee.amount is None:
        return ""
    found = owed(installation, unit, case)
    if found is None or not found.amount:
        return "かかりません"
    return f"{found.amount:,}円（{_STANDS.get(found.state, 'まだ払われていません')}）"


def _bring(installation: Installation, unit: Unit, case: Case) -> tuple[tuple[str, date], ...]:
    papers = papers_of_case(installation, unit, case, installation.speech(case.procedure, "ja"))
    return tuple((paper.title, paper.due) for paper in papers if paper.state == OWED and not paper.ended)


def _times(installation: Installation, unit: Unit, case: Case) -> tuple[str, ...]:
    speech = installation.speech(case.procedure, "ja")
    return tuple(
        f"{day_in_words(row.starts, speech)} {hours_in_words(row.starts, row.ends, speech)}　{row.place}"
        for row in reservations.of_application(unit, case.row.id)
        if row.number is not None
    )
