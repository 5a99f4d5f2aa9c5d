from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.bookings.describe_drawing import NEXT, WON, drawing_status
from portal.services.cases.cases import Case
from portal.services.cases.last_change import last_day_to_stop
from portal.services.fees.refund_payment import fee_after
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.shared.catalogue import speech_of
from portal.web.shared.page import language_of, office_view, render
from portal.web.shared.state import installation_of


def stop_page(request: Request, unit: Unit, case: Case, home: str, way: str, **typed: Any) -> Response:
    """`home`: the page of the application that they came from."""
    installation, language = installation_of(request), language_of(request)
    lots, today = drawing_status(installation, unit, case, language), installation.clock.today()
    context = {
        "receipt_number": case.row.receipt_number,
        "home": home,
        "facts": describe_procedure(installation, case.procedure, language),
        "kind": case.row.kind,
        "way": way,
        "closed": bool(installation.rules.closed_words(case.procedure, speech_of(case.procedure, language), today)),
        "in_drawing": lots is not None and lots.standing in (WON, NEXT) and not lots.booked,
        "fee": fee_after(installation, unit, case),
        "until": last_day_to_stop(installation, unit, case),
        "reason": "",
        "problem": "",
        "changed": False,
        "needed": installation.city.withdraw_reason,
        "office": office_view(installation.city.office(case.row.duty, today), language),
    }
    status = 422 if typed.get("problem") else 409 if typed.get("changed") else 200
    return render(request, "pages/applications/stop.html", context | typed, status=status)
