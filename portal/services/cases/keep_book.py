"""受付簿, in order of arrival."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache, partial
from heapq import merge
from itertools import islice
from typing import NamedTuple

from portal.clock import TOKYO, day_of_micro, from_micro, to_micro, tokyo_midnight
from portal.db import Unit
from portal.services.cases.audit_ground import names_in_list
from portal.services.shared.city_rules import NO_DUE, PORTAL_DOOR
from portal.services.shared.needs import Basics, Records
from portal.services.shared.official_words import BASES, DAY_ONLY, DOORS, STATES, place_words
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.disposal import disposals
from portal.store.disposal.disposals import LineRow
from portal.store.imports import import_packages
from portal.store.notices import dispatches, notices

_DAY = 86_400_000_000  # microseconds; Japan has no summer time
_CHUNK = 500
# Excel in Japanese also evaluates the full-width characters (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

COLUMNS = (
    "受付番号", "到達日時", "受付経路", "受付場所", "到達の根拠", "氏名", "手続", "版", "状態", "処理期限", "結果の日", "文書番号", "発送日",
    "引渡し", "担当課",
)  # fmt: skip


class BookLine(NamedTuple):
    """ISO days and times in Asia/Tokyo. `sent`: every day on which a letter was posted."""

    receipt_number: str
    arrived: str
    door: str
    place: str
    basis: str
    name: str
    procedure: str
    version: str
    state: str
    due: str
    decided: str
    document: str
    sent: str
    handed_over: str
    office: str


class _Beside(NamedTuple):
    documents: Sequence[str]
    sent: Sequence[str]
    batches: Sequence[str]
    made_up: bool


class _Asked(NamedTuple):
    # What lines of one book ask for, the same many times.

    name: Callable[[ApplicationRow], str]
    title: Callable[[str], str]
    place: Callable[[str], str]
    office: Callable[[str, date], str]


def rows(
    installation: Records, unit: Unit, duties: Sequence[str], since: date, until: date, reader: Member | None = None
) -> Iterator[BookLine]:
    """With `until`, and disposed ones (廃棄) without a name."""
    first, last = to_micro(tokyo_midnight(since)), to_micro(tokyo_midnight(until)) + _DAY
    disposed = [
        (line.arrived_at, line.application_id, _disposed(installation, unit, line))
        for line in disposals.book(unit, duties, first, last)
    ]
    for _, _, line in merge(_kept(installation, unit, duties, first, last, reader), disposed):
        yield line


def _kept(
    installation: Records, unit: Unit, duties: Sequence[str], first: int, last: int, reader: Member | None
) -> Iterator[tuple[int, int, BookLine]]:
    stored, city = applications.book(unit, duties, first, last), installation.city
    version = installation.catalogue.version
    asked = _Asked(
        names_in_list(installation, unit, reader), cache(lambda meaning: version(unit, meaning).title),
        cache(partial(place_words, city)), cache(lambda duty, day: city.office(duty, day).office),
    )  # fmt: skip
    while chunk := list(islice(stored, _CHUNK)):
        numbers = [row.id for row in chunk]
        made_up = import_packages.synthetic_among(unit, [row.id for row in chunk if row.door == PORTAL_DOOR])
        handed_over, documents = applications.batch_numbers(unit, numbers), notices.numbers_of(unit, numbers)
        sent = dispatches.sent_days(unit, numbers)
        for row in chunk:
            beside = _Beside(
                documents.get(row.id, ()), sent.get(row.id, ()), handed_over.get(row.id, ()), row.id in made_up
            )
            yield row.arrived_at, row.id, _line(row, beside, asked)


def _line(row: ApplicationRow, beside: _Beside, asked: _Asked) -> BookLine:
    arrived = from_micro(row.arrived_at).astimezone(TOKYO)
    basis = row.arrival_basis
    return BookLine(
        row.receipt_number,
        _written(arrived, basis),
        f"{DOORS[row.door]}（合成）" if beside.made_up else DOORS[row.door],
        asked.place(row.arrival_place),
        BASES.get(basis, basis),
        asked.name(row),
        asked.title(row.meaning),
        str(row.version),
        STATES[row.state],
        "" if row.due == NO_DUE else row.due,
        "" if row.decided_at is None else day_of_micro(row.decided_at).isoformat(),
        " ".join(beside.documents),
        " ".join(beside.sent),
        " ".join(beside.batches),
        # As of that day: a reorganisation changes no old line.
        asked.office(row.duty, arrived.date()),
    )


def _written(arrived: datetime, basis: str) -> str:
    return arrived.isoformat(" ")[: 10 if basis in DAY_ONLY else 19]


def _disposed(installation: Basics, unit: Unit, line: LineRow) -> BookLine:
    arrived = from_micro(line.arrived_at).astimezone(TOKYO)
    return BookLine(
        receipt_number=line.receipt_number,
        arrived=_written(arrived, line.arrival_basis),
        door=DOORS[line.door],
        place=place_words(installation.city, line.arrival_place),
        basis=BASES.get(line.arrival_basis, line.arrival_basis),
        name="",
        procedure=installation.catalogue.version(unit, line.meaning).title,
        version=str(line.version),
        state=f"{STATES[line.outcome]}（廃棄済み）",
        due="",
        decided=day_of_micro(line.ended_at).isoformat(),
        document=line.documents,
        sent=line.sent,
        handed_over="",
        office=installation.city.office(line.duty, arrived.date()).office,
    )


def as_csv(lines: Iterable[BookLine]) -> Iterator[bytes]:
    """UTF-8 with BOM, CRLF, all cells quoted, for Excel. An apostrophe marks text that begins like a formula."""
    yield "\ufeff".encode() + csv_line(COLUMNS)
    for line in lines:
        yield csv_line(line)


def csv_line(cells: Sequence[str]) -> bytes:
    return (",".join(f'"{defused(cell).replace(chr(34), chr(34) * 2)}"' for cell in cells) + "\r\n").encode()


def defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
