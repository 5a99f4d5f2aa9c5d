"""The queue's columns and density in this browser."""

from fastapi import Request
from fastapi.responses import Response

from portal.web.desk.queue_address import EVERYBODY, plain_query
from portal.web.desk.queue_columns import keep_look, read_look
from portal.web.shared.access import any_staff
from portal.web.shared.page import see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import member, reading

router = Router("staff", prefix="/desk", access=any_staff())


@router.post("/columns")
def choose(request: Request, posted: Post) -> Response:
    with reading(request) as (installation, unit):
        member(request, unit)
    answer = see(request, f"/desk?{plain_query(installation.catalogue, first(posted, 'query')) or EVERYBODY}")
    keep_look(request, answer, read_look(posted.get("column", ()), first(posted, "density")))
    return answer
