"""Stored with a support code: never user input."""

import re

from starlette.requests import Request
from starlette.types import Scope

from portal.clock import to_micro
from portal.errors import NotFound
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.installation import Installation
from portal.store.shared.support_entries import SupportRow
from portal.web.shared.state import LANGUAGE, read_cookie

_BOX = re.compile(r"[a-z][a-z0-9_.-]{0,79}")


def support_row(scope: Scope, status: int) -> SupportRow | None:
    installation: Installation | None = getattr(scope["app"].state, "installation", None) if "app" in scope else None
    if installation is None:
        return None
    request, state = Request(scope), scope["state"]
    procedure, page = _known(installation.catalogue, scope.get("path_params", {}))
    chosen = read_cookie(request, LANGUAGE).partition(".")[0]
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


def _known(catalogue: Catalogue, named: dict[str, object]) -> tuple[str, str]:
    # Keeps known ids only: a URL may contain any typed text.
    try:
        procedure = catalogue.current(str(named.get("procedure", "")))
    except NotFound:
        return "", ""
    page = str(named.get("page", ""))
    return procedure.id, page if any(page == known_page.id for known_page in procedure.pages) else ""
