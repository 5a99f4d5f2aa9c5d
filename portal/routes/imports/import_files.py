"""What became of one file: the job's progress, and each refusal."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.errors import BadRequest, required
from portal.services.imports.describe_file import describe_file
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import whole
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member, reading

router = Router("staff", prefix="/desk/imports/files/{file:row_number}", access=staff("reviewer", "approver"))


@router.get("")
def show(request: Request, file: int) -> Response:
    after = required(whole(request.query_params.get("after", "0"), 19), BadRequest("after"))
    with changing(request) as (installation, unit):
        view = describe_file(installation, unit, member(request, unit), file, after)
    return render(request, "pages/imports/file.html", {"file": view, "news": str(view.waits)})


@router.get("/news")
def news(request: Request, file: int) -> Response:
    with reading(request) as (installation, unit):
        view = describe_file(installation, unit, member(request, unit), file, lines=False)
    return JSONResponse({"news": str(view.waits)}, headers={"Cache-Control": "no-store"})
