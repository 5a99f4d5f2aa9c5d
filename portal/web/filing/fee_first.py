from fastapi import Request
from fastapi.responses import Response

from forms.definition.terms import BEFORE_SENDING
from forms.path.path import Path
from portal.db import Unit
from portal.services.fees.advances import is_paid_ahead, sum_before_sending
from portal.services.filing.drafts import Draft
from portal.web.shared.page import see
from portal.web.shared.state import installation_of


def fee_address(procedure: str, draft: str) -> str:
    return f"/apply/{procedure}/{draft}/fee"


def fee_first(request: Request, unit: Unit, draft: Draft, path: Path) -> Response | None:
    # None: it is paid, or nothing is due.
    if draft.procedure.fee.paid != BEFORE_SENDING:
        return None
    amount = sum_before_sending(installation_of(request), draft.procedure, path, "online")
    if not amount or is_paid_ahead(unit, draft.id, amount):
        return None
    return see(request, fee_address(draft.procedure.id, draft.id))
