"""A 利用券 is taken back."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.fees.keep_coupons import revoke_coupon
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.desk.case_act import act
from portal.web.shared.access import staff
from portal.web.shared.posting import Post
from portal.web.shared.router import Router

router = Router("staff", prefix="/desk/{receipt:receipt_number}/coupon", access=staff("reviewer", "approver"))


@router.post("/revoke")
def revoke(request: Request, receipt: str, posted: Post) -> Response:
    def do(installation: Installation, unit: Unit, signed: Member, case: Case, revision: int) -> None:
        if case.row.revision != revision:
            raise Conflict("coupon")
        revoke_coupon(installation, unit, signed, case)

    return act(request, receipt, posted, do, right="review", did="coupon_revoked")
