"""廃棄記録 without personal data."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from forms.city.city import City
from portal.clock import TOKYO, from_micro, tokyo_day
from portal.db import Unit
from portal.services.cases.keep_book import csv_line
from portal.services.disposal.find_disposable import WHY
from portal.services.disposal.propose_disposal import REASONS
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.needs import Basics
from portal.services.shared.official_words import DOORS, STATES
from portal.store.cases import applications
from portal.store.disposal import disposals, removals
from portal.store.disposal.disposals import DONE, DROPPED, GONE, KEPT, LISTED, OUT, DisposalRow, LineRow

LIST_STATES: Mapping[str, str] = {
    "proposed": "決裁を待っている", "approved": "決裁済み（廃棄の日を待っている）", DONE: "廃棄済み", DROPPED: "取りやめた",
}  # fmt: skip
LINE_STATES: Mapping[str, str] = {LISTED: "廃棄する", OUT: "一覧から除いた", KEPT: "廃棄しなかった", GONE: "廃棄した"}
# The operator of the command line has no login.
BY_COMMAND = "システムの担当者"
COLUMNS = (
    "受付番号", "手続", "版", "受付経路", "到達日", "終わった日", "結果", "文書番号", "廃棄できる日", "様子", "理由", "様子が決まった日時", "消した行の数",
)  # fmt: skip
HEAD = (
    "一覧の番号", "担当課", "作った人", "作った日時", "決裁した人", "決裁した日時", "廃棄の日", "終わった日時", "一覧の指紋（SHA-256）",
)  # fmt: skip


class RecordLine(NamedTuple):
    receipt_number: str
    procedure: str
    version: str
    door: str
    arrived: str
    ended: str
    outcome: str
    documents: str
    free_on: str
    state: str
    why: str
    at: str
    rows: str


def record_lines(catalogue: Catalogue, unit: Unit, lines: Iterable[LineRow]) -> Iterator[RecordLine]:
    for line in lines:
        yield RecordLine(
            line.receipt_number,
            catalogue.version(unit, line.meaning).title,
            str(line.version),
            DOORS[line.door],
            tokyo_day(from_micro(line.arrived_at)).isoformat(),
            tokyo_day(from_micro(line.ended_at)).isoformat(),
            STATES[line.outcome],
            line.documents,
            line.free_on,
            LINE_STATES[line.state],
            REASONS.get(line.why) or WHY.get(line.why, line.why),
            _moment(line.at),
            str(sum(json.loads(line.counts).values())) if line.counts else "",
        )


def record_head(city: City, row: DisposalRow) -> tuple[str, ...]:
    day = tokyo_day(from_micro(row.proposed_at))
    by = BY_COMMAND if row.proposed_by.startswith("command line") else row.proposed_by
    return (
        str(row.id), city.office(row.duty, day).office, by, _moment(row.proposed_at),
        row.approved_by, _moment(row.approved_at), row.day, _moment(row.ended_at), row.digest.hex(),
    )  # fmt: skip


def record_csv(installation: Basics, unit: Unit, row: DisposalRow, lines: Sequence[LineRow]) -> Iterator[bytes]:
    yield "\ufeff".encode() + csv_line(HEAD)
    yield csv_line(record_head(installation.city, row))
    yield csv_line(COLUMNS)
    for line in record_lines(installation.catalogue, unit, lines):
        yield csv_line(line)


def _moment(instant: int | None) -> str:
    return "" if instant is None else f"{from_micro(instant).astimezone(TOKYO):%Y-%m-%d %H:%M:%S}"


def by_procedure(catalogue: Catalogue, unit: Unit, lines: Iterable[LineRow]) -> list[tuple[str, str, int]]:
    counts = Counter((catalogue.version(unit, line.meaning).title, line.state) for line in lines)
    return [(title, LINE_STATES[state], number) for (title, state), number in sorted(counts.items())]


def verify_disposals(unit: Unit) -> list[str]:
    """A sentence per contradiction."""
    faults = []
    for line in disposals.disposed(unit):
        left, now = removals.rows_of(unit, line.application_id), applications.by_id(unit, line.application_id)
        # After a laptop's erasure SQLite gives the id of the last one again.
        again = line.by == "courier" and now is not None and now.receipt_number != line.receipt_number
        if left and not again:
            faults.append(
                f"{line.receipt_number}: disposed of by list {line.disposal_id}, but rows remain in {', '.join(left)}."
            )
    faults += [
        f"List {row.id}: its lines differ from those that {row.approved_by} approved."
        for row in disposals.approved(unit)
        if disposals.digest_of(disposals.lines(unit, row.id)) != row.digest
    ]
    return faults
