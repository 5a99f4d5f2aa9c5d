"""Marks people of a case as protected (支援措置, 秘匿), and lifts it: for staff with the right, told to nobody else."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.mark_protected import lift_protected, mark_protected
from portal.services.rights import Member
from portal.web.case_act import act
from portal.web.posting import Post, first
from portal.web.router import Router

router = Router()


@router.post("/desk/{receipt:receipt_number}/protect")
def mark(request: Request, receipt: str, posted: Post) -> Response:
    chosen, reason = tuple(posted.get("person", ())), first(posted, "reason")

    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> None:
        mark_protected(installation, unit, signed, case, revision, chosen, reason)

    return act(request, receipt, posted, do, did="protect")


@router.post("/desk/{receipt:receipt_number}/unprotect")
def unmark(request: Request, receipt: str, posted: Post) -> Response:
    return act(request, receipt, posted, lift_protected, did="unprotect")
