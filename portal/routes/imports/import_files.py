"""What became of one file: the job's progress, and each refusal."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.errors import BadRequest
from portal.services.imports.describe_file import describe_file
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, reading

router = Router("staff", prefix="/desk/imports/files/{file:row_number}", access=staff("reviewer", "approver"))


@router.get("")
def show(request: Request, file: int) -> Response:
    installation, after = installation_of(request), request.query_params.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 20):
        raise BadRequest("after")
    with installation.database.change() as unit:
        view = describe_file(installation, unit, member(request, unit), file, int(after))
    return render(request, "pages/imports/file.html", {"file": view, "news": str(view.waits)})


@router.get("/news")
def news(request: Request, file: int) -> Response:
    with reading(request) as (installation, unit):
        view = describe_file(installation, unit, member(request, unit), file, lines=False)
    return JSONResponse({"news": str(view.waits)}, headers={"Cache-Control": "no-store"})
