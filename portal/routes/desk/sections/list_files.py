"""選択リスト as a table: saved, and put in after a preview."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import Conflict
from portal.services.cases.keep_book import csv_line
from portal.services.desk.lists.change_list import FILE, ListState, make_change, open_list
from portal.services.desk.lists.list_files import ListTable, read_list, write_list
from portal.services.shared.write_audit import write_audit
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.file_posting import FilePost, posted_table
from portal.web.shared.page import render, see
from portal.web.shared.posting import first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member, writing

router = Router("staff", prefix="/desk/lists/{name}")

_KEEPS = staff("reviewer", "approver")
_MOST_TABLE = 900_000  # bytes that the page may send back
_NONE = "ファイルを選んでください。"
_LARGE = "ファイルが大きすぎます。2つに分けてください。"
_CHANGED = "そのあいだに、ほかの人がこのリストを変えました。何も入れていません。もう一度、ファイルを確かめてください。"


@router.get("/entries.csv", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def save_file(request: Request, name: str) -> Response:
    with changing(request, member) as (installation, unit, signed):
        state = open_list(installation, unit, signed, name)
        write_audit(installation, unit, signed.actor, "write list file", detail=f"{name} {len(state.rows)}")
    return csv_answer(write_list(state), f"list-{name}-{installation.clock.today():%Y%m%d}")


@router.get("/file", access=_KEEPS)
def choose(request: Request, name: str) -> Response:
    with changing(request, member) as (installation, unit, signed):
        state = open_list(installation, unit, signed, name)
        signed.demand("keep list", state.kept.duty)
    return _page(request, state)


@router.post("/file", access=_KEEPS)
def take(request: Request, name: str, sent: FilePost) -> Response:
    """Without `table`: a preview, which sends `table` and what it `seen` back."""
    confirmed, content = first(sent.boxes, "table"), posted_table(sent, "entries")
    with writing(request, member) as (installation, unit, signed):
        state = open_list(installation, unit, signed, name)
        signed.demand("keep list", state.kept.duty)
        if content is None:
            return _page(request, state, problem=_NONE)
        table = read_list(state, content)
        if table.faults or not confirmed:
            unit.commit()
            return _page(request, state, table)
        try:
            if first(sent.boxes, "seen") != str(state.revision):
                raise Conflict("list")
            make_change(installation, unit, signed, state, FILE, table.rows)
        except Conflict:
            return _page(request, state, problem=_CHANGED, status=409)
        unit.commit()
    return see(request, f"/desk/lists/{name}?state=&did=file")


def _page(
    request: Request, state: ListState, table: ListTable | None = None, problem: str = "", status: int = 0
) -> Response:  # fmt: skip
    faults = table.faults if table is not None else ()
    again = "" if table is None or faults else b"".join(map(csv_line, table.lines)).decode()
    if len(again.encode()) > _MOST_TABLE:
        table, again, problem = None, "", _LARGE
    context = {
        "kept": state.kept, "revision": state.revision, "read_table": table, "faults": faults, "table": again, "problem": problem,
        "problems": [(problem, "entries")] if problem else [], "whole": len(state.rows),
    }  # fmt: skip
    return render(request, "pages/lists/file.html", context, status=status or (422 if problem or faults else 200))
