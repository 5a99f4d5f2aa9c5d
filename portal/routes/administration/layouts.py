"""Layouts in use, and one tried with made-up answers and proposed."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.complaints import Refused
from integrations.sockets.layout_socket import LayoutSample
from portal.errors import Conflict
from portal.services.administration.city_parts import LAYOUT
from portal.services.administration.edit_city import begin_edition, save_edition
from portal.services.administration.try_layout import MOST, try_layout
from portal.services.procedures.sort_procedures import by_reading
from portal.services.shared.installation import Installation
from portal.store.administration import city_editions
from portal.store.administration.city_editions import EditionRow
from portal.web.administration.part_page import HERE, lines_of, of_city
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, reading, writing

router = Router("staff", prefix="/admin", access=staff("administrator"))
_PURPOSES = {"department": "課", "core-system": "業務システム", "number-use": "個人番号を使う事務"}


@router.get("/layouts")
def layouts(request: Request, of: str = "") -> Response:
    # `of`: a layout whose open edition, or else sample, is tried, with the first procedure that it fits.
    with reading(request, of_city) as (installation, unit, _):
        row = city_editions.open_ones(unit).get(f"{LAYOUT}{of}")
    text = row.text if row else next((sample.text for sample in _samples(installation) if sample.id == of), "")
    procedure = _first_that_fits(request, text) if text else ""
    return _layouts(request, {"procedure": procedure, "text": text, "read": _mark_of(row)})


def _samples(installation: Installation) -> list[LayoutSample]:
    # Not in use.
    texts = installation.layout_texts
    return [sample for sample in texts.samples() if sample.id not in installation.layouts] if texts else []


def _mark_of(row: EditionRow | None) -> str:
    # An open edition, as it was shown; "" without any.
    return f"{row.id}.{row.revision}" if row else ""


def _first_that_fits(request: Request, text: str) -> str:
    installation = installation_of(request)
    try:
        layout = installation.layout_texts.read(text, "layout.yaml") if installation.layout_texts else None
    except Refused:
        layout = None  # the complaint has its line, whatever the procedure
    fitting = (
        each.id for each in by_reading(installation.catalogue.all()) if not layout or layout.fits(each.id, each.version)
    )
    return next(fitting, "")


@router.post("/layouts")
def try_one(request: Request, posted: Post) -> Response:
    # `act`: try, or propose: an edition of what was tried.
    given = {name: first(posted, name).replace("\r\n", "\n") for name in ("procedure", "text", "read")}
    return _layouts(request, given, propose=first(posted, "act") == "propose")


def _layouts(request: Request, given: dict[str, str], *, propose: bool = False) -> Response:
    with reading(request) as (installation, unit):
        of_city(request, unit)
    every = by_reading(installation.catalogue.all())
    wrong, complaints, tried, newer = dict[str, str](), list[dict[str, Any]](), None, ""
    if given["text"] or given["procedure"]:
        if not any(procedure.id == given["procedure"] for procedure in every):
            wrong["procedure"] = "手続を選んでください。"
        if not 0 < len(given["text"]) <= MOST:
            wrong["text"] = "形の文を入れてください。"
        if not wrong:
            try:
                tried = try_layout(installation, given["text"], given["procedure"])
            except Refused as refused:
                complaints = lines_of(refused.complaints)
                wrong["text"] = f"{len(complaints)}か所を直してください。"
    if propose and tried is not None:
        row, done = _propose(request, f"{LAYOUT}{tried[0].id}", given)
        if done:
            return see(request, done)
        given, newer = {**given, "read": _mark_of(row)}, row.text if row else ""
    rows = [
        (layout, [procedure.title for procedure in every if layout.fits(procedure.id, procedure.version)])
        for layout in installation.layouts.values()
    ]
    context = {
        "rows": rows, "samples": _samples(installation), "purposes": _PURPOSES, "given": given, "wrong": wrong, "complaints": complaints, "tried": tried, "part": LAYOUT,
        "shown": tried[1] if tried else None, "newer": newer,
        "procedures": [(procedure.id, procedure.title) for procedure in every], "problems": [(words, box) for box, words in wrong.items()],
    }  # fmt: skip
    return render(request, "pages/administration/layouts.html", context, status=422 if wrong else 409 if newer else 200)


def _propose(request: Request, part: str, given: dict[str, str]) -> tuple[EditionRow | None, str]:
    # Where it leads; "": the open edition is another than the one that was read.
    with writing(request, of_city) as (installation, unit, member):
        row = city_editions.open_ones(unit).get(part)
        if row is not None and ((row.state, row.written_by) != (city_editions.DRAFT, member.id) or row.to_file):
            raise Conflict("city edition")
        if row is not None and _mark_of(row) != given["read"]:
            return row, ""
        if row is None:
            try:
                begin_edition(installation, unit, member, part)
            except Refused:
                return None, f"{HERE}/{part}"  # which says why
        save_edition(installation, unit, member, part, row.revision if row else 1, given["text"])
        unit.commit()
    return row, f"{HERE}/{part}?did=saved"
