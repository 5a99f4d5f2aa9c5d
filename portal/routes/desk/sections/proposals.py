"""起案: a package for 電子決裁, and 文書番号 and 決裁日 back."""

from fastapi import Request
from fastapi.responses import Response

from forms.path.binding import boxes
from portal.errors import Conflict
from portal.services.desk.case.take_numbers_back import NEEDED, ReadNumbers, keep_numbers, read_numbers
from portal.services.desk.sections.pack_proposals import MOST, gather_proposals, pack_proposals
from portal.services.shared.receipt_number import read
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost, posted_table
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, demand_inside, reviewer, writing

router = Router("staff", prefix="/desk/proposals", access=staff("reviewer", "approver"))

_DID = {"kept": "文書番号と決裁日を入れました。結果を出すときに使われます。"}
_CHANGED = "そのあいだに、ほかの人が変えました。もう一度、ファイルを確かめてください。"


@router.get("")
def show(request: Request) -> Response:
    with changing(request) as (_, unit):
        reviewer(request, unit)
    return _page(request, ReadNumbers())


@router.post("")
def package(request: Request, posted: Post) -> Response:
    """`case`: `number:revision`. Audited before it is built."""
    numbers, outcome, words = (
        _numbers(posted),
        first(posted, "act") or first(posted, "outcome"),
        first(posted, "words").strip(),
    )
    try:
        with writing(request, reviewer) as (installation, unit, signed):
            demand_inside(request)
            if not 0 < len(numbers) <= MOST:
                return _page(request, ReadNumbers(), package_problem=f"申請を1件以上、{MOST}件まで選んでください。")
            proposed = gather_proposals(
                installation, unit, signed, numbers, outcome, words, lambda field: boxes(field.id, posted)
            )
            unit.commit()
    except Conflict:
        problem = "この結果を出せない申請があるので、つくりませんでした。選んだ申請を確かめてください。"
        return _page(request, ReadNumbers(), package_problem=problem)
    today = installation.clock.today()
    headers = {
        "Content-Disposition": f'attachment; filename="kian-{today:%Y%m%d}.zip"', "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(pack_proposals(installation, proposed, today), media_type="application/zip", headers=headers)


@router.post("/numbers")
def numbers(request: Request, sent: FilePost) -> Response:
    """Without `table`: a preview, which sends `table` back."""
    table = first(sent.boxes, "table")
    content = posted_table(sent, "numbers")
    try:
        with writing(request, reviewer) as (installation, unit, signed):
            if content is None:
                return _page(request, ReadNumbers(), "ファイルを選んでください。")
            table_read = read_numbers(installation, unit, signed, content)
            if table_read.faults or not table:
                return _page(request, table_read, table=_as_table(table_read))
            keep_numbers(installation, unit, signed, table_read.lines)
            unit.commit()
    except Conflict:
        return _page(request, ReadNumbers(), _CHANGED)
    return see(request, "/desk/proposals?did=kept")


def _as_table(table_read: ReadNumbers) -> str:
    quoted = [
        [f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in (line.receipt_number, line.number, line.on.isoformat())]
        for line in table_read.lines
    ]
    return "\n".join(",".join(cells) for cells in [list(NEEDED), *quoted])


def _page(
    request: Request, table_read: ReadNumbers, problem: str = "", *, table: str = "", package_problem: str = ""
) -> Response:  # fmt: skip
    context = {
        "lines": table_read.lines, "faults": table_read.faults, "changes": table_read.changes, "table": "" if table_read.faults else table,
        "problem": problem, "package_problem": package_problem, "problems": [(problem, "numbers")] if problem else [],
        "needed": NEEDED, "most": MOST, "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    wrong = problem or package_problem or table_read.faults
    return render(request, "pages/proposals/page.html", context, wrong=wrong)


def _numbers(posted: Posted) -> list[str]:
    receipts = (read(value.partition(":")[0]) for value in posted.get("case", ()))
    return [number for number in dict.fromkeys(receipts) if number]
