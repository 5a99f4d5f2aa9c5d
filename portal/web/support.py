"""What a support code is kept with: read from the route and our own keys, never from what somebody typed."""

import re

from starlette.requests import Request
from starlette.types import Scope

from portal.clock import to_micro
from portal.services.installation import Installation
from portal.store.support_entries import SupportRow
from portal.web.cookies import LANGUAGE, read_cookie

_BOX = re.compile(r"[a-z][a-z0-9_.-]{0,79}")


def support_row(scope: Scope, status: int) -> SupportRow | None:
    """None for what is no page of ours."""
    installation: Installation | None = getattr(scope["app"].state, "installation", None) if "app" in scope else None
    if installation is None:
        return None
    request, state = Request(scope), scope["state"]
    procedure, page = _known(installation, scope.get("path_params", {}))
    chosen = read_cookie(request, LANGUAGE)
    return SupportRow(
        code=state["support_code"],
        at=to_micro(installation.clock.now()),
        method=scope["method"] if scope["method"] in ("GET", "HEAD", "POST") else "?",
        route=getattr(scope.get("route"), "path", "?"),
        status=status,
        error=state.get("error", ""),
        places=" ".join(box for box in state.get("problems", ()) if _BOX.fullmatch(box))[:400],
        language=chosen if chosen in installation.city.languages else "ja",
        procedure=procedure,
        page=page,
    )


def _known(installation: Installation, named: dict[str, object]) -> tuple[str, str]:
    """The procedure and the page of an address, where they are ours: an address may hold whatever somebody typed."""
    offered = {procedure.id: procedure for procedure in installation.catalogue.all()}
    procedure = offered.get(str(named.get("procedure", "")))
    if procedure is None:
        return "", ""
    page = str(named.get("page", ""))
    return procedure.id, page if page in {one.id for one in procedure.pages} else ""
