"""Layouts in use, and a new one tried with made-up answers."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.complaints import Refused
from portal.services.administration.try_layout import MOST, try_layout
from portal.services.procedures.sort_procedures import by_reading
from portal.web.administration.part_page import lines_of, of_city
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("staff", prefix="/admin", access=staff("administrator"))
_PURPOSES = {"department": "課", "core-system": "業務システム", "number-use": "個人番号を使う事務"}


@router.get("/layouts")
def layouts(request: Request) -> Response:
    return _layouts(request, {"procedure": "", "text": ""})


@router.post("/layouts")
def try_one(request: Request, posted: Post) -> Response:
    given = {name: first(posted, name).replace("\r\n", "\n") for name in ("procedure", "text")}
    return _layouts(request, given)


def _layouts(request: Request, given: dict[str, str]) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        of_city(request, unit)
    every = by_reading(installation.catalogue.all())
    wrong, complaints, shown = dict[str, str](), list[dict[str, Any]](), None
    if given["text"] or given["procedure"]:
        if not any(procedure.id == given["procedure"] for procedure in every):
            wrong["procedure"] = "手続を選んでください。"
        if not 0 < len(given["text"]) <= MOST:
            wrong["text"] = "形の文を入れてください。"
        if not wrong:
            try:
                shown = try_layout(installation, given["text"], given["procedure"])
            except Refused as refused:
                complaints = lines_of(refused.complaints)
                wrong["text"] = f"{len(complaints)}か所を直してください。"
    rows = [
        (layout, [procedure.title for procedure in every if layout.fits(procedure.id, procedure.version)])
        for layout in installation.layouts.values()
    ]
    context = {
        "rows": rows, "purposes": _PURPOSES, "given": given, "wrong": wrong, "complaints": complaints, "shown": shown,
        "procedures": [(procedure.id, procedure.title) for procedure in every], "problems": [(words, box) for box, words in wrong.items()],
    }  # fmt: skip
    return render(request, "pages/administration/layouts.html", context, status=422 if wrong else 200)
