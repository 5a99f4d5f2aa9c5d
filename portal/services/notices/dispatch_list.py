"""The 発送簿 as page and CSV, without addresses."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.db import Unit
from portal.services.cases.audit_ground import names_in_list
from portal.services.cases.cases import open_case
from portal.services.cases.keep_book import csv_line
from portal.services.notices.dispatch_line import STOPPED, title_and_number
from portal.services.notices.pack_letters import CAME_BACK
from portal.services.notices.put_in_dispatch import AGAIN, DROPS, ELECTRONIC, UNOPENED
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.notices import dispatches
from portal.store.notices.dispatches import CHECKED, DROPPED, PACKED, RETURNED, SENT, WAITING, DispatchRow
from portal.store.residents import protections
from portal.store.staff import staff_members

PAGE = 100
STATES: Mapping[str, str] = {
    WAITING: "確かめる", CHECKED: "送る用意ができた", PACKED: "束にした", SENT: "発送した", RETURNED: "戻ってきた", DROPPED: "送らないことにした",
}  # fmt: skip
WHY: Mapping[str, str] = {
    **STOPPED, **CAME_BACK, **DROPS, AGAIN: "もう一度送る", UNOPENED: "マイページで開かれていない", ELECTRONIC: "マイページで受け取ると言った",
}  # fmt: skip
COLUMNS = (
    "番号", "発送日", "あて名", "種類", "文書番号", "受付番号", "送り方", "発送した人", "戻った日", "戻った理由", "担当課",
)  # fmt: skip


@dataclass(frozen=True)
class DispatchLine:
    id: int
    number: str
    receipt_number: str
    name: str
    title: str
    document: str
    state: str
    registered: bool
    protected: bool
    why: str
    sent_on: str
    sent_by: str
    returned_on: str


def dispatch_lines(
    installation: Records, unit: Unit, rows: Sequence[DispatchRow], reader: Member
) -> list[DispatchLine]:
    guarded, name = protections.anybody(unit), names_in_list(installation, unit, reader)
    return [_line(installation, unit, row, name, guarded=guarded) for row in rows]


def _line(
    installation: Records, unit: Unit, row: DispatchRow, name: Callable[[ApplicationRow], str], *, guarded: bool
) -> DispatchLine:
    # `guarded`: protected people exist: answers are opened.
    case = applications.by_id(unit, row.application_id)
    title, number = title_and_number(unit, row)
    by = staff_members.by_id(unit, row.sent_by) if row.sent_by else None
    return DispatchLine(
        id=row.id,
        number=f"{row.batch_id}-{row.place}" if row.batch_id else "",
        receipt_number=case.receipt_number if case else "",
        name=name(case) if case else "",
        title=title,
        document=number,
        state=row.state,
        registered=bool(row.registered),
        protected=guarded and case is not None and open_case(installation, unit, case).protected,
        why=WHY.get(row.why, ""),
        sent_on=row.sent_on,
        sent_by=by.name if by else "",
        returned_on=row.returned_on,
    )


def dispatch_csv(
    installation: Records, unit: Unit, duty: str, since: date, until: date, reader: Member
) -> Iterator[bytes]:
    """Includes both days."""
    yield "\ufeff".encode() + csv_line(COLUMNS)
    rows = dispatches.sent_between(unit, duty, since.isoformat(), until.isoformat())
    for line in dispatch_lines(installation, unit, rows, reader):
        office = installation.city.office(duty, date.fromisoformat(line.sent_on)).office
        yield csv_line(
            (
                # A spreadsheet reads 3-1 as the first of March.
                f"{line.number}番", line.sent_on, line.name, line.title, line.document, line.receipt_number,
                "簡易書留" if line.registered else "普通", line.sent_by, line.returned_on,
                line.why if line.returned_on else "", office,
            )
        )  # fmt: skip
