"""The page on which staff sign in, and what it says where they did not come in."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.staff_passkeys import offers_passkeys
from portal.web.page import render
from portal.web.state import installation_of


def sign_in_page(
    request: Request, after: str, problem: str = "", *, login: str = "", subject: str = "", status: int = 200
) -> Response:
    """`problem`: wrong, too_many, passkey, stopped, city (its provider did not answer, or not soundly), taken, disabled, no_right, again (an act wants it once
    more), kept (what was sent too late waits for them), stale (the provider went by an earlier sign-in).
    `subject`: the provider's number of who came, for an administrator to link."""
    by_city = installation_of(request).staff_provider is not None
    context = {"next": after, "problem": problem, "login": login, "subject": subject, "by_city": by_city,
               "passkeys": offers_passkeys(installation_of(request))}  # fmt: skip
    return render(request, "pages/staff_sign_in/sign_in.html", context, status=status)
