"""起案: a package for the city's own 電子決裁 out, and 文書番号 with 決裁日 back."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import Conflict
from portal.services.pack_proposals import MOST, gather_proposals, pack_proposals
from portal.services.receipt_number import read
from portal.services.take_numbers_back import NEEDED, ReadNumbers, keep_numbers, read_numbers
from portal.web.file_posting import FilePost, posted_table
from portal.web.page import render, see
from portal.web.posting import Post, Posted, first
from portal.web.router import Router
from portal.web.signed_in import reviewer
from portal.web.state import installation_of

router = Router(prefix="/desk/proposals")

_DID = {"kept": "文書番号と決裁日を入れました。結果を出すときに使われます。"}
_CHANGED = "そのあいだに、ほかの人が変えました。もう一度、ファイルを確かめてください。"


@router.get("")
def show(request: Request) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        reviewer(request, unit)
        unit.commit()
    return _page(request, ReadNumbers())


@router.post("")
def package(request: Request, posted: Post) -> Response:
    """Of the cases in `case` (number:revision, as the queue's boxes say) with this outcome and these words. Recorded before it is
    set."""
    installation = installation_of(request)
    numbers, outcome, words = (
        _numbers(posted),
        first(posted, "act") or first(posted, "outcome"),
        first(posted, "words").strip(),
    )
    try:
        with installation.database.write() as unit:
            signed = reviewer(request, unit)
            if not 0 < len(numbers) <= MOST:
                return _page(request, ReadNumbers(), package_problem=f"申請を1件以上、{MOST}件まで選んでください。")
            found = gather_proposals(installation, unit, signed, numbers, outcome, words)
            unit.commit()
    except Conflict:
        said = "この結果を出せない申請があるので、つくりませんでした。選んだ申請を確かめてください。"
        return _page(request, ReadNumbers(), package_problem=said)
    today = installation.clock.today()
    headers = {
        "Content-Disposition": f'attachment; filename="kian-{today:%Y%m%d}.zip"', "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(pack_proposals(installation, found, today), media_type="application/zip", headers=headers)


@router.post("/numbers")
def numbers(request: Request, sent: FilePost) -> Response:
    """First shows what would be kept (`table`: what was read, sent back with the page); keeps it when that page is sent."""
    installation = installation_of(request)
    table = first(sent.boxes, "table")
    content = posted_table(sent, "numbers")
    try:
        with installation.database.write() as unit:
            signed = reviewer(request, unit)
            if content is None:
                return _page(request, ReadNumbers(), "ファイルを選んでください。")
            found = read_numbers(installation, unit, signed, content)
            if found.faults or not table:
                return _page(request, found, table=_as_table(found))
            keep_numbers(installation, unit, signed, found.lines)
            unit.commit()
    except Conflict:
        return _page(request, ReadNumbers(), _CHANGED)
    return see(request, "/desk/proposals?did=kept")


def _as_table(found: ReadNumbers) -> str:
    """What the confirming post brings: the three columns that count, nothing of the rest of the file."""
    quoted = [
        [f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in (one.receipt_number, one.number, one.on.isoformat())]
        for one in found.lines
    ]
    return "\n".join(",".join(cells) for cells in [list(NEEDED), *quoted])


def _page(
    request: Request, found: ReadNumbers, problem: str = "", *, table: str = "", package_problem: str = ""
) -> Response:  # fmt: skip
    context = {
        "lines": found.lines, "faults": found.faults, "changes": found.changes, "table": "" if found.faults else table,
        "problem": problem, "package_problem": package_problem, "problems": [(problem, "numbers")] if problem else [],
        "needed": NEEDED, "most": MOST, "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    wrong = problem or package_problem or found.faults
    return render(request, "pages/proposals/page.html", context, status=422 if wrong else 200)


def _numbers(posted: Posted) -> list[str]:
    found = (read(one.partition(":")[0]) for one in posted.get("case", ()))
    return [number for number in dict.fromkeys(found) if number]
