"""HttpOnly and SameSite=Lax: the return from the card provider is a cross-site navigation."""

from fastapi import Request, Response

from portal.services.shared.codes import new_token
from portal.web.shared.state import installation_of

BROWSER = "browser"  # a secret of this browser that binds forms and provider trips to it
RESIDENT = "resident"
STAFF = "staff"
DEVICE = "device"  # the members of staff who have signed in from this browser; gives access to nothing
TYPED = "typed"  # half of the key to what staff typed in this browser and did not send (D209); ends with sign-out
VISITOR = "visitor"  # the counter screen that shows one visit to the visitor; not a sign-in
LANGUAGE = "language"
CORRECTION = "correction"  # the correction letter that this browser has opened
INVITATION = "invitation"  # the invitation letter that this browser has opened, during the card sign-in


def _name(request: Request, cookie: str) -> str:
    """`__Host-` refuses cookies of sibling hosts; requires TLS."""
    return f"__Host-{cookie}" if installation_of(request).settings.secure else f"kakanai_{cookie}"


def read_cookie(request: Request, cookie: str) -> str:
    return request.cookies.get(_name(request, cookie), "")


def set_cookie(request: Request, response: Response, cookie: str, value: str, *, days: int = 0) -> None:
    """`days` 0: a session cookie."""
    response.set_cookie(
        _name(request, cookie), value, max_age=days * 86400 or None, path="/", httponly=True, samesite="lax",
        secure=installation_of(request).settings.secure,
    )  # fmt: skip


def drop_cookie(request: Request, response: Response, cookie: str) -> None:
    response.delete_cookie(
        _name(request, cookie), path="/", httponly=True, samesite="lax", secure=installation_of(request).settings.secure
    )


def browser_of(request: Request) -> str:
    sent = read_cookie(request, BROWSER)
    if sent:
        return sent
    if not hasattr(request.state, "new_browser"):
        request.state.new_browser = new_token()
    new: str = request.state.new_browser
    return new


def keep_browser(request: Request, response: Response) -> None:
    if hasattr(request.state, "new_browser"):
        set_cookie(request, response, BROWSER, request.state.new_browser)
