"""The list of what is and was at the prefecture, and the covering document (進達書) of what went under one number: as a sheet and as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.errors import NotFound
from portal.services.forward_case import RESULTS, days_there
from portal.services.installation import Installation
from portal.services.keep_book import csv_line
from portal.services.name_principal import name_principal
from portal.services.print_form import written_day
from portal.services.print_letter import Letter
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications, forwardings
from portal.store.applications import ApplicationRow
from portal.store.forwardings import ForwardingRow

MOST = 200
_COLUMNS = ("文書番号", "進達した日", "受付番号", "手続", "氏名", "届いた日", "返ってきた日", "結果")


@dataclass(frozen=True)
class ForwardedLine:
    """`returned_on` None and `result` "" while it is there."""

    number: str
    sent_on: date
    receipt_number: str
    title: str
    days: int
    returned_on: date | None
    result: str


@dataclass(frozen=True)
class Cover:
    """What went under one number on one day; `duty`: whose section writes it; `to`: whom the definition names, "" where it does no more."""

    number: str
    sent_on: date
    duty: str
    to: str
    cases: tuple[tuple[ForwardingRow, ApplicationRow, str], ...]  # with the name of whom it is about


def forwarded(installation: Installation, unit: Unit, member: Member) -> tuple[ForwardedLine, ...]:
    """Of the duties that this member reviews: what is there first. Names nobody."""
    today, lines = installation.clock.today(), []
    for row in forwardings.of_duties(unit, _duties(installation, member), MOST):
        case = applications.by_id(unit, row.application_id)
        if case is not None:
            back = date.fromisoformat(row.returned_on) if row.returned_on else None
            title = installation.catalogue.version(unit, case.meaning).title
            lines.append(
                ForwardedLine(
                    row.number, date.fromisoformat(row.sent_on), case.receipt_number, title, days_there(row, today), back,
                    RESULTS.get(row.result, ""),
                )
            )  # fmt: skip
    return tuple(lines)


def cover_of(installation: Installation, unit: Unit, member: Member, number: str, sent_on: str) -> Cover:
    """Recorded for each case; the caller commits. NotFound where nothing of the duties that they review went under it."""
    cases = []
    for row in forwardings.under(unit, _duties(installation, member), number, sent_on):
        case = applications.by_id(unit, row.application_id)
        if case is not None:
            cases.append((row, case, name_principal(installation, unit, case)))
            write_audit(installation, unit, member.actor, "print cover", application_id=case.id)
    if not cases:
        raise NotFound("forwarding")
    away = installation.catalogue.version(unit, cases[0][1].meaning).forwarding
    return Cover(number, date.fromisoformat(sent_on), cases[0][1].duty, away.to if away else "", tuple(cases))


def cover_letter(installation: Installation, cover: Cover) -> Letter:
    """To whom the definition names, dated as it was sent; to be set outside of the unit."""
    facts = []
    for _, case, name in cover.cases:
        title = next((one.title for one in installation.catalogue.all() if one.id == case.procedure), case.procedure)
        arrived = written_day(tokyo_day(from_micro(case.arrived_at)))
        facts.append((case.receipt_number, f"{name}　{title}　{arrived}に届いた"))
    return Letter(
        name=cover.to or f"{installation.city.prefecture}知事", postal="", address=(),
        sender=installation.city.office(cover.duty, cover.sent_on), on=cover.sent_on, subject="申請書の進達について",
        paragraphs=(f"次の{len(cover.cases)}件の申請を進達します。",), facts=tuple(facts), number=cover.number,
    )  # fmt: skip


def cover_csv(installation: Installation, unit: Unit, cover: Cover) -> Iterator[bytes]:
    """As the book's CSV: UTF-8 with BOM, CRLF, all cells quoted."""
    yield "\ufeff".encode() + csv_line(_COLUMNS)
    for row, case, name in cover.cases:
        yield csv_line(
            (
                row.number, row.sent_on, case.receipt_number, installation.catalogue.version(unit, case.meaning).title, name,
                tokyo_day(from_micro(case.arrived_at)).isoformat(), row.returned_on, RESULTS.get(row.result, ""),
            )
        )  # fmt: skip


def _duties(installation: Installation, member: Member) -> tuple[str, ...]:
    return member.duties("review", tuple(installation.city.duties)) or ("",)
