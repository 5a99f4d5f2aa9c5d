"""At the prefecture, with the covering document (進達書)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forms.city.bodies import body_name
from forms.city.city import City
from forms.numbers.calendar import in_era
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.keep_book import csv_line
from portal.services.cases.name_principal import name_principal
from portal.services.desk.case.forward_case import RESULTS, days_there
from portal.services.notices.print_letter import Letter
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import forwardings
from portal.store.desk.forwardings import ForwardingRow

MOST = 200
_COLUMNS = ("文書番号", "進達した日", "受付番号", "手続", "氏名", "届いた日", "返ってきた日", "結果")


@dataclass(frozen=True)
class ForwardedLine:
    number: str
    sent_on: date
    receipt_number: str
    title: str
    days: int
    returned_on: date | None
    result: str


@dataclass(frozen=True)
class Cover:
    number: str
    sent_on: date
    duty: str
    to: str
    cases: tuple[tuple[ForwardingRow, ApplicationRow, str], ...]  # with the principal's name


def forwarded(installation: Basics, unit: Unit, member: Member) -> tuple[ForwardedLine, ...]:
    """Returns open ones first."""
    today, lines = installation.clock.today(), []
    for row in forwardings.of_duties(unit, _duties(installation.city, member), MOST):
        case = applications.by_id(unit, row.application_id)
        if case is not None:
            returned_on = date.fromisoformat(row.returned_on) if row.returned_on else None
            title = installation.catalogue.version(unit, case.meaning).title
            lines.append(
                ForwardedLine(
                    row.number, date.fromisoformat(row.sent_on), case.receipt_number, title, days_there(row, today), returned_on,
                    RESULTS.get(row.result, ""),
                )
            )  # fmt: skip
    return tuple(lines)


def cover_of(installation: Records, unit: Unit, member: Member, number: str, sent_on: str) -> Cover:
    """Raises NotFound. Audited."""
    cases = []
    for row in forwardings.under(unit, _duties(installation.city, member), number, sent_on):
        case = applications.by_id(unit, row.application_id)
        if case is not None:
            cases.append((row, case, name_principal(installation, unit, case)))
            write_audit(installation, unit, member.actor, "print cover", application_id=case.id)
    if not cases:
        raise NotFound("forwarding")
    forwarding = installation.catalogue.version(unit, cases[0][1].meaning).forwarding
    day, duty = date.fromisoformat(sent_on), cases[0][1].duty
    to = body_name(installation.city, installation.city.office(duty, day), forwarding.to) if forwarding else ""
    return Cover(number, day, duty, to, tuple(cases))


def cover_letter(installation: Basics, cover: Cover) -> Letter:
    facts = []
    for _, case, name in cover.cases:
        title = next(
            (procedure.title for procedure in installation.catalogue.all() if procedure.id == case.procedure),
            case.procedure,
        )
        arrived = in_era(tokyo_day(from_micro(case.arrived_at)))
        facts.append((case.receipt_number, f"{name}　{title}　{arrived}に届いた"))
    return Letter(
        name=cover.to or f"{installation.city.prefecture}知事", postal="", address=(),
        sender=installation.city.office(cover.duty, cover.sent_on), on=cover.sent_on, subject="申請書の進達について",
        paragraphs=(f"次の{len(cover.cases)}件の申請を進達します。",), facts=tuple(facts), number=cover.number,
    )  # fmt: skip


def cover_csv(catalogue: Catalogue, unit: Unit, cover: Cover) -> Iterator[bytes]:
    """UTF-8 with BOM, CRLF, all cells quoted."""
    yield "\ufeff".encode() + csv_line(_COLUMNS)
    for row, case, name in cover.cases:
        yield csv_line(
            (
                row.number, row.sent_on, case.receipt_number, catalogue.version(unit, case.meaning).title, name,
                tokyo_day(from_micro(case.arrived_at)).isoformat(), row.returned_on, RESULTS.get(row.result, ""),
            )
        )  # fmt: skip


def _duties(city: City, member: Member) -> tuple[str, ...]:
    return member.duties("review", tuple(city.duties)) or ("",)
