"""The machine API explained: as OpenAPI for programs, and as a page for people. Both are the same for everyone and tell nothing of
anybody."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.api_scopes import SCOPES, on_the_wire
from portal.services.describe_interface import interface
from portal.services.problem_words import PROBLEMS, TYPE
from portal.web.page import render
from portal.web.problem_answer import as_json
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/api/v1")


@router.get("/openapi.json")
def document(request: Request) -> Response:
    """Kept for some minutes: it changes with the service alone."""
    return as_json(interface(installation_of(request)), headers={"Cache-Control": "public, max-age=300"})


@router.get("")
def page(request: Request) -> Response:
    installation = installation_of(request)
    told = interface(installation)
    calls = [
        (tag, [
            (method.upper(), path, one) for path, methods in told["paths"].items() for method, one in methods.items()
            if tag["name"] in one["tags"]
        ])
        for tag in told["tags"]
    ]  # fmt: skip
    context = {
        "told": told, "calls": calls, "problems": [], "refusals": PROBLEMS, "type": TYPE,
        "scopes": [(on_the_wire(installation, scope), words) for scope, words in SCOPES.items()],
        "token_url": f"{installation.settings.base_url}/oauth/token",
    }  # fmt: skip
    return render(request, "pages/machines/interface.html", context)
