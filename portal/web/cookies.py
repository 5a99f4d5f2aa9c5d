"""Our cookies. All HttpOnly and SameSite=Lax (the way back from the card provider is a cross-site navigation)."""

from fastapi import Request, Response

from portal.services.tokens import new_token
from portal.web.state import installation_of

BROWSER = "browser"  # a secret of this browser: binds forms and trips to the card provider to it
RESIDENT = "resident"
STAFF = "staff"
VISITOR = "visitor"  # the screen at a counter that shows one visit to whoever came: nobody is signed in there
LANGUAGE = "language"
CORRECTION = "correction"  # which letter that asks for a correction this browser has opened
INVITATION = "invitation"  # which letter this browser has opened, on its way over the card provider


def _name(request: Request, cookie: str) -> str:
    """`__Host-` makes the browser refuse a cookie that a neighbouring host planted; it needs TLS."""
    return f"__Host-{cookie}" if installation_of(request).settings.secure else f"kakanai_{cookie}"


def read_cookie(request: Request, cookie: str) -> str:
    return request.cookies.get(_name(request, cookie), "")


def set_cookie(request: Request, response: Response, cookie: str, value: str, *, days: int = 0) -> None:
    """`days` 0: until the browser is closed."""
    response.set_cookie(
        _name(request, cookie), value, max_age=days * 86400 or None, path="/", httponly=True, samesite="lax",
        secure=installation_of(request).settings.secure,
    )  # fmt: skip


def drop_cookie(request: Request, response: Response, cookie: str) -> None:
    response.delete_cookie(
        _name(request, cookie), path="/", httponly=True, samesite="lax", secure=installation_of(request).settings.secure
    )


def browser_of(request: Request) -> str:
    """This browser's secret: the one it sent, or a new one that the answer will set (`keep_browser`)."""
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
