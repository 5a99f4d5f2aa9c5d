from fastapi import Request
from fastapi.responses import Response

from portal.services.staff.passkeys import offers_passkeys
from portal.web.shared.page import render
from portal.web.shared.state import installation_of


def sign_in_page(
    request: Request, after: str, problem: str = "", *, login: str = "", subject: str = "", status: int = 200
) -> Response:
    # `problem`: wrong, too_many, passkey, stopped, city (unavailable, or invalid response), taken, disabled, no_right,
    # again (recent sign-in needed), kept (late form), stale (earlier sign-in reused). `subject`: for an administrator
    # to link.
    by_city = installation_of(request).staff_provider is not None
    context = {"next": after, "problem": problem, "login": login, "subject": subject, "by_city": by_city,
               "passkeys": offers_passkeys(installation_of(request).settings)}  # fmt: skip
    return render(request, "pages/staff_sign_in/sign_in.html", context, status=status)
