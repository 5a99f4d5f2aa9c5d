"""In the browser, encrypted."""

from fastapi import Request, Response

from portal.services.shared.codes import new_token
from portal.services.shared.rights import Member
from portal.services.staff.typed_key import TypedKey, typed_key
from portal.web.shared.state import TYPED, installation_of, read_cookie, set_cookie

_DAYS = 30  # a browser that is killed forgets the cookies of its session


def typed_text(request: Request) -> TypedKey | None:
    member: Member | None = getattr(request.state, "staff", None)
    if member is None:
        return None
    secret = read_cookie(request, TYPED)
    if not secret:
        secret = request.state.new_typed = new_token()
    return typed_key(installation_of(request).form_key, secret, member.id)


def keep_secret(request: Request, response: Response) -> None:
    if hasattr(request.state, "new_typed"):
        set_cookie(request, response, TYPED, request.state.new_typed, days=_DAYS)
