"""Keeps a piece of a file for a page that asks for files, and answers how far the file has come."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest
from portal.services.take_piece import Arrived, Piece, take_piece
from portal.web.state import installation_of
from portal.web.take_files import Place, demand_files


def keep_piece(request: Request, piece: Piece, place_of: Callable[[Unit], Place | None]) -> Response:
    """Commits, then answers. `place_of` as for a post with files; BadRequest where its question asks for none."""
    installation, question_id = installation_of(request), request.query_params.get("question", "")
    with installation.database.write() as unit:
        place = place_of(unit)
        if place is None:
            raise BadRequest("not asked")
        question = next((one for one in demand_files(place.fields) if one.id == question_id), None)
        if question is None:
            raise BadRequest("question")
        arrived = take_piece(installation, unit, place.shelf, question, piece)
        unit.commit()
    return _answer(arrived)


def _answer(arrived: Arrived) -> Response:
    headers = {"Upload-Offset": str(arrived.offset), "Cache-Control": "no-store"}
    return Response(status_code=204 if arrived.taken else 409, headers=headers)
