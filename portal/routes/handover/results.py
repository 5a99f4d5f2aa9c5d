import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, Conflict, Held
from portal.services.desk.queue.find_unfound import find_unfound
from portal.services.desk.queue.line import QueueLine, queue_lines
from portal.services.desk.queue.page import filter_of
from portal.services.fees.reckon_points import PutInOrder, point_tables, ranking
from portal.services.handover.list_results import as_csv, list_results
from portal.services.handover.read_results import (
    MOST_LINES,
    NEEDED,
    NEW,
    READ,
    ReadResults,
    ResultLine,
    blank_results,
    read_results,
)
from portal.services.handover.result_columns import heads_among
from portal.services.handover.take_results import take_results
from portal.services.shared.official_words import STATES
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import queues
from portal.web.desk.queue_address import query_of, wanted_in
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.file_posting import FilePost, posted_table
from portal.web.shared.page import render, see
from portal.web.shared.period import period
from portal.web.shared.posting import first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reviewer, writing

router = Router("staff", prefix="/desk/results", access=staff("reviewer", "approver"))

_DID = {"taken": "結果を入れました。手で出した結果と同じように、決裁や、取り消せる時間のあとで伝わります。"}
_CHANGED = "そのあいだに、ほかの人が変えました。何も入れていません。もう一度、ファイルを確かめてください。"
_LARGE = "申請した人へのことばが、全部で長すぎます。表を2つに分けてください。"
_MOST_DAYS = 366
_MOST_TABLE = 900_000  # bytes that the page may send back


@router.get("")
def show(request: Request) -> Response:
    # The query is that of the list it was opened from.
    with changing(request) as (installation, unit):
        signed = reviewer(request, unit)
        tables, rows = point_tables(installation, signed), _open_rows(request, unit, signed)
    wanted = replace(wanted_in(installation.catalogue, request.query_params), after="")
    if wanted.procedure:
        tables = tuple(table for table in tables if table.procedure == wanted.procedure)
    titles = {procedure.id: procedure.title for procedure in installation.catalogue.all()}
    # A table of all procedures has the columns of every result: one of them is asked for first.
    several = sorted((titles.get(name, name), name) for name in {row.procedure for row in rows})
    more = {
        "here": query_of(wanted), "title": titles.get(wanted.procedure, ""), "kept": parse_qsl(query_of(wanted)),
        "several": several if len(several) > 1 else [],
    }  # fmt: skip
    return _page(request, ReadResults(), tables=tables, more=more)


@router.get("/ranking.csv")
def rank(request: Request) -> Response:
    with changing(request, reviewer) as (installation, unit, signed):
        name, year = request.query_params.get("procedure", ""), request.query_params.get("year", "")
        rows, lines = _open_cases(request, unit, signed)
        made = b"".join(ranking(installation, unit, signed, name, year, rows, lines))
        write_audit(
            installation, unit, signed.actor, "write ranking", detail=f"{name} {year}, {len(rows)} applications"
        )
    return csv_answer(iter([made]), f"ranking-{installation.clock.today():%Y%m%d}")


@router.get("/blank.csv")
def blank(request: Request) -> Response:
    with changing(request, reviewer) as (installation, unit, signed):
        rows, lines = _open_cases(request, unit, signed)
        procedures = {row.meaning: installation.catalogue.version(unit, row.meaning) for row in rows}
        heads = heads_among(installation, unit, signed, rows)
        write_audit(installation, unit, signed.actor, "write results blank", detail=f"{len(rows)} applications")
    return csv_answer(blank_results(rows, lines, procedures, heads), f"results-{installation.clock.today():%Y%m%d}")


@router.get("/given.csv")
def given(request: Request) -> Response:
    """`from`, `to`: days of 決裁."""
    installation = installation_of(request)
    since, until, problem = period(request, installation.clock.today(), most_days=_MOST_DAYS)
    if problem:
        raise BadRequest(problem)
    with installation.database.change() as unit:
        signed = reviewer(request, unit)
        duties = signed.duties("review", tuple(installation.city.duties))
        lines = list_results(installation, unit, signed, duties, since, until)
        write_audit(installation, unit, signed.actor, "list results", detail=f"{since} {until}, {len(lines)} results")
    return csv_answer(as_csv(lines), f"given-{since}-{until}")


def _open_cases(request: Request, unit: Unit, signed: Member) -> tuple[list[ApplicationRow], list[QueueLine]]:
    rows = _open_rows(request, unit, signed)
    return rows, list(queue_lines(installation_of(request), unit, rows, signed))


def _open_rows(request: Request, unit: Unit, signed: Member) -> list[ApplicationRow]:
    installation = installation_of(request)
    duties = signed.duties("review", tuple(installation.city.duties))
    wish = filter_of(
        installation, unit, signed, wanted_in(installation.catalogue, request.query_params), installation.clock.today()
    )
    return list(queues.page(unit, replace(wish, duties=duties), "due", most=MOST_LINES))


@router.post("")
def take(request: Request, sent: FilePost) -> Response:
    """Without `table`: a preview, which sends `table` back."""
    table = first(sent.boxes, "table")
    content = posted_table(sent, "results")
    try:
        with writing(request, reviewer) as (installation, unit, signed):
            if content is None:
                return _page(request, ReadResults(), "ファイルを選んでください。")
            read_table = read_results(installation, unit, signed, content)
            if not read_table.faults and table:
                take_results(installation, unit, signed, read_table.lines, content)
            else:
                detail = f"{len(read_table.lines)} applications, {len(read_table.faults)} faults"
                write_audit(installation, unit, signed.actor, "see results", detail=detail)
            unit.commit()
    except (Conflict, Held):
        return _page(request, ReadResults(), _CHANGED)
    if table and not read_table.faults:
        return see(request, "/desk/results?did=taken")
    return _checked(request, signed, read_table)


def _checked(request: Request, signed: Member, read_table: ReadResults) -> Response:
    if read_table.faults:
        return _page(request, read_table)
    table = _as_table(read_table.lines)
    if len(table.encode()) > _MOST_TABLE:
        return _page(request, ReadResults(), _LARGE)
    fresh = {line.receipt_number: line.decision.outcome for line in read_table.lines if line.what == NEW}
    unfound = find_unfound(installation_of(request), signed, fresh)
    rest = [line for line in read_table.lines if line.receipt_number not in unfound]
    return _page(request, read_table, "", table, unfound=unfound, rest=_as_table(rest) if unfound else "")


def _as_table(lines: Sequence[ResultLine]) -> str:
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    heads = tuple(dict.fromkeys(head for line in lines for head in line.cells))
    writer.writerow((*READ, *heads))
    for line in lines:
        decision = line.decision
        cells = (
            line.receipt_number,
            line.label,
            decision.words,
            decision.number,
            decision.decided_on,
            line.revision,
            *(line.cells.get(head, "") for head in heads),
        )
        writer.writerow(cells)
    return made.getvalue()


def _page(
    request: Request,
    read_table: ReadResults,
    problem: str = "",
    table: str = "",
    tables: tuple[PutInOrder, ...] = (),
    unfound: Mapping[str, tuple[str, ...]] = {},
    rest: str = "",
    more: Mapping[str, object] = {},
) -> Response:
    context = {
        "here": "", "title": "", "kept": [], "several": [], **more,
        "tables": tables, "unfound": unfound, "rest": rest,
        "read_table": read_table, "table": table, "problem": problem, "problems": [(problem, "results")] if problem else [],
        "needed": NEEDED, "states": STATES, "most": MOST_LINES,
        "others": [name for name in READ if name not in NEEDED], "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/results/page.html", context, wrong=problem or read_table.faults)
