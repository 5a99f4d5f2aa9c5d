from fastapi import Request
from fastapi.responses import Response

from portal.routes.machines import api, tokens
from portal.services.machines.api_scopes import SCOPES, on_the_wire
from portal.services.machines.problem_words import PROBLEMS, TYPE
from portal.services.shared.installation import Installation
from portal.web.machines.document import Document, describe_interface
from portal.web.machines.problem_answer import as_json
from portal.web.shared.access import anyone
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("staff", prefix="/api/v1", access=anyone())


def interface(installation: Installation) -> Document:
    return describe_interface(installation.settings, [*tokens.router.routes, *api.router.routes])


@router.get("/openapi.json")
def document(request: Request) -> Response:
    return as_json(interface(installation_of(request)), headers={"Cache-Control": "public, max-age=300"})


@router.get("")
def page(request: Request) -> Response:
    installation = installation_of(request)
    described = interface(installation)
    calls = [
        (tag, [
            (method.upper(), path, operation) for path, methods in described["paths"].items() for method, operation in methods.items()
            if tag["name"] in operation["tags"]
        ])
        for tag in described["tags"]
    ]  # fmt: skip
    context = {
        "interface": described, "calls": calls, "problems": [], "refusals": PROBLEMS, "type": TYPE,
        "scopes": [(on_the_wire(installation.settings, scope), words) for scope, words in SCOPES.items()],
        "token_url": f"{installation.settings.base_url}/oauth/token",
    }  # fmt: skip
    return render(request, "pages/machines/interface.html", context)
