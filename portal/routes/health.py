"""/healthz: the process answers. /readyz: which neighbour is missing. Neither tells anything about anybody."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.web.router import Router
from portal.web.state import installation_of, neighbours_of

router = Router()


@router.get("/healthz")
def healthz(_request: Request) -> Response:
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """200 while applications can be taken; a card service, a scanner or a register that is away is
    told but does not stop the service."""
    installation = installation_of(request)
    try:
        with installation.database.read() as unit:
            unit.connection.execute(text("SELECT 1"))
        database = "ok"
    except SQLAlchemyError:
        database = "missing"
    told = {"database": database, **neighbours_of(request).ask()}
    return JSONResponse(told, 200 if database == "ok" else 503, headers={"Cache-Control": "no-store"})
