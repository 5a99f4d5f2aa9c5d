from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from portal.services.desk.queue.board import queue_board
from portal.services.shared.official_words import STATES
from portal.store.desk import queues
from portal.web.desk.queue_address import BOARD, EVERYBODY, query_of, wanted_in
from portal.web.desk.queue_filters import filters
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member

router = Router("staff", prefix="/desk/board", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))

_DID = {"pass": "実質審査に進めました。", "recall": "形式審査にもどしました。"}


@router.get("")
def show(request: Request) -> Response:
    installation = installation_of(request)
    asked = wanted_in(installation.catalogue, request.query_params)
    wanted = replace(asked, state="", papers="", hold="", sort="", task="", after="")
    with installation.database.change() as unit:
        signed = member(request, unit)
        signed.demand_duties("see", installation.city.duties)
        columns, newest = queue_board(installation, unit, signed, wanted), queues.newest(unit)
    query = query_of(wanted)
    context = {
        "columns": [(column, f"/desk?{query_of(replace(wanted, state=column.state))}") for column in columns],
        "newest": newest,
        "states": STATES,
        "filters": filters(installation, signed, wanted, ("who", "procedure", "due")),
        "list": f"/desk?{query or EVERYBODY}",
        "back": BOARD + query,
        "flash": _DID.get(request.query_params.get("did", "")),
    }
    return render(request, "pages/desk/board.html", context)
