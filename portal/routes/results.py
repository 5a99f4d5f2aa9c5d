"""Results of a core system: a table to write them into, and the table that comes back, shown before anything is decided."""

import csv
import io
from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict, Held
from portal.services.official_words import STATES
from portal.services.queue_line import QueueLine, queue_lines
from portal.services.queue_page import filter_of
from portal.services.read_results import MOST_LINES, NEEDED, READ, ReadResults, blank_results, read_results
from portal.services.reckon_points import PutInOrder, point_tables, ranking
from portal.services.rights import Member
from portal.services.take_results import take_results
from portal.services.write_audit import write_audit
from portal.store import queues
from portal.store.applications import ApplicationRow
from portal.web.csv_answer import csv_answer
from portal.web.file_posting import FilePost, posted_table
from portal.web.page import render, see
from portal.web.posting import first
from portal.web.queue_address import wanted_in
from portal.web.router import Router
from portal.web.signed_in import reviewer
from portal.web.state import installation_of

router = Router(prefix="/desk/results")

_DID = {"taken": "結果を入れました。手で出した結果と同じように、決裁や、取り消せる時間のあとで伝わります。"}
_CHANGED = "そのあいだに、ほかの人が変えました。何も入れていません。もう一度、ファイルを確かめてください。"
_LARGE = "申請した人へのことばが、全部で長すぎます。表を2つに分けてください。"
_MOST_TABLE = 900_000  # what the page may send back


@router.get("")
def show(request: Request) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        tables = point_tables(installation, reviewer(request, unit))
        unit.commit()
    return _page(request, ReadResults(), tables=tables)


@router.get("/ranking.csv")
def rank(request: Request) -> Response:
    """The open cases of one procedure by the city's points, those with the most first; what is written into it comes back as results."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = reviewer(request, unit)
        name, year = request.query_params.get("procedure", ""), request.query_params.get("year", "")
        rows, lines = _open_cases(request, unit, signed)
        made = b"".join(ranking(installation, unit, signed, name, year, rows, lines))
        write_audit(
            installation, unit, signed.actor, "write ranking", detail=f"{name} {year}, {len(rows)} applications"
        )
        unit.commit()
    return csv_answer(iter([made]), f"ranking-{installation.clock.today():%Y%m%d}")


@router.get("/blank.csv")
def blank(request: Request) -> Response:
    """The open cases of one's own duties, those that are due first; `procedure` narrows it, as the queue's filter does."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = reviewer(request, unit)
        rows, lines = _open_cases(request, unit, signed)
        write_audit(installation, unit, signed.actor, "write results blank", detail=f"{len(rows)} applications")
        unit.commit()
    return csv_answer(blank_results(rows, lines), f"results-{installation.clock.today():%Y%m%d}")


def _open_cases(request: Request, unit: Unit, signed: Member) -> tuple[list[ApplicationRow], list[QueueLine]]:
    installation = installation_of(request)
    duties = signed.duties("review", tuple(installation.city.duties))
    wish = filter_of(
        installation, unit, signed, wanted_in(installation, request.query_params), installation.clock.today()
    )
    rows = queues.page(unit, replace(wish, duties=duties), "due", most=MOST_LINES)
    return list(rows), list(queue_lines(installation, unit, rows, signed.id))


@router.post("")
def take(request: Request, sent: FilePost) -> Response:
    """First shows what would be decided (`table`: what was read, sent back with the page); decides it when that page is sent."""
    installation = installation_of(request)
    table = first(sent.boxes, "table")
    content = posted_table(sent, "results")
    try:
        with installation.database.write() as unit:
            signed = reviewer(request, unit)
            if content is None:
                return _page(request, ReadResults(), "ファイルを選んでください。")
            found = read_results(installation, unit, signed, content)
            if not found.faults and table:
                take_results(installation, unit, signed, found.lines, content)
            else:
                detail = f"{len(found.lines)} applications, {len(found.faults)} faults"
                write_audit(installation, unit, signed.actor, "see results", detail=detail)
            unit.commit()
    except (Conflict, Held):
        return _page(request, ReadResults(), _CHANGED)
    return see(request, "/desk/results?did=taken") if table and not found.faults else _checked(request, found)


def _checked(request: Request, found: ReadResults) -> Response:
    table = "" if found.faults else _as_table(found)
    return (
        _page(request, ReadResults(), _LARGE) if len(table.encode()) > _MOST_TABLE else _page(request, found, "", table)
    )


def _as_table(found: ReadResults) -> str:
    """What the confirming post brings: the columns that count, and each case as it stood on the page."""
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    writer.writerow(READ)
    for one in found.lines:
        said = one.decision
        cells = (one.receipt_number, STATES[said.outcome], said.words, said.number, said.decided_on, one.revision)
        writer.writerow(cells)
    return made.getvalue()


def _page(
    request: Request,
    found: ReadResults,
    problem: str = "",
    table: str = "",
    tables: tuple[PutInOrder, ...] = (),
) -> Response:
    context = {
        "tables": tables,
        "found": found, "table": table, "problem": problem, "problems": [(problem, "results")] if problem else [],
        "needed": NEEDED, "states": STATES, "most": MOST_LINES,
        "others": [name for name in READ if name not in NEEDED], "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/results/page.html", context, status=422 if problem or found.faults else 200)
