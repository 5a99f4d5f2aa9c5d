from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, required
from portal.services.files.take_piece import Arrived, Piece, take_piece
from portal.web.files.take_files import Place, demand_files
from portal.web.shared.state import installation_of


def keep_piece(request: Request, piece: Piece, place_of: Callable[[Unit], Place | None]) -> Response:
    """Commits. Raises BadRequest if no such file is asked for."""
    installation, question_id = installation_of(request), request.query_params.get("question", "")
    with installation.database.change() as unit:
        place = required(place_of(unit), BadRequest("not asked"))
        question = next((field for field in demand_files(place.fields) if field.id == question_id), None)
        if question is None:
            raise BadRequest("question")
        arrived = take_piece(installation, unit, place.shelf, question, piece)
    return _answer(arrived)


def _answer(arrived: Arrived) -> Response:
    headers = {"Upload-Offset": str(arrived.offset), "Cache-Control": "no-store"}
    return Response(status_code=204 if arrived.taken else 409, headers=headers)
