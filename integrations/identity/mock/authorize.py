"""The mock's authorization endpoint."""

from pathlib import Path
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from integrations.identity.addresses import with_query
from integrations.identity.card_agent import origin_of
from integrations.identity.mock.faults import FAULTS, NONE, SIGN_FAULTS
from integrations.identity.mock.grants import Grant
from integrations.identity.mock.pin_page import PinPage, Shown
from integrations.identity.mock.provider import MockProvider
from integrations.identity.mock.requests import AuthRequest, SentBack, Untrusted, read_auth_request

ROOT = Path(__file__).parents[3]
_PAGES = Environment(loader=FileSystemLoader(ROOT / "templates" / "mock"), autoescape=True, undefined=StrictUndefined)


class Authorize:
    def __init__(self, provider: MockProvider) -> None:
        self._provider = provider
        signing = provider.signing
        self._pin = PinPage(signing, _PAGES.get_template("pin.html")) if signing else None
        self._names = signing.names if signing else None
        # Browsers block a form whose answer redirects elsewhere unless `form-action` lists that origin too.
        places = sorted({origin_of(uri) for uri in provider.redirect_uris})
        self._headers = {
            "Content-Security-Policy": (
                "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; "
                f"form-action 'self' {' '.join(places)}"
            ),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    def show(self, request: Request) -> Response:
        asked = self._read(request)
        if isinstance(asked, Response):
            return asked
        people = self._provider.people.values()
        faults = FAULTS | SIGN_FAULTS if asked.transaction else FAULTS
        page = _PAGES.get_template("choose.html")
        return self._page(
            page.render(people=people, lead=self._provider.lead, faults=faults, asked=asked, query=request.url.query),
            200,
        )

    def choose(
        self,
        request: Request,
        person: Annotated[str, Form()] = "",
        fault: Annotated[str, Form()] = NONE,
        pin: Annotated[str | None, Form()] = None,
    ) -> Response:
        asked = self._read(request)
        if isinstance(asked, Response):
            return asked
        chosen = self._provider.people.get(person)
        if chosen is None or fault not in FAULTS | SIGN_FAULTS:
            return self._back(asked.redirect_uri, asked.state, {"error": "access_denied"})
        stopped: Shown | str | None = chosen.refused or None
        if self._pin is not None and asked.transaction:
            stopped = self._pin.stops(asked, chosen, fault, pin, request.url.query)
        if isinstance(stopped, str):
            return self._back(asked.redirect_uri, asked.state, {"error": stopped})
        if stopped is not None:
            return self._page(stopped.html, stopped.status)
        grant = Grant(
            person=chosen,
            redirect_uri=asked.redirect_uri,
            nonce=asked.nonce,
            code_challenge=asked.code_challenge,
            scope=asked.scope,
            acr=asked.acr,
            fault=fault,
            at=self._provider.clock(),
            transaction=asked.transaction,
        )
        code = self._provider.grants.code(grant)
        return self._back(asked.redirect_uri, asked.state, {"code": code, "session_state": code[:16]})

    def _read(self, request: Request) -> AuthRequest | Response:
        provider = self._provider
        try:
            return read_auth_request(request.query_params, provider.client_id, provider.redirect_uris, self._names)
        except Untrusted as refused:
            return self._page(_PAGES.get_template("refused.html").render(reason=str(refused)), 400)
        except SentBack as refused:
            return self._back(refused.redirect_uri, refused.state, {"error": refused.error})

    def _page(self, html: str, status: int) -> Response:
        return HTMLResponse(html, status, headers=self._headers)

    def _back(self, redirect_uri: str, state: str, answer: dict[str, str]) -> Response:
        return RedirectResponse(with_query(redirect_uri, {**answer, "state": state}), 303, headers=self._headers)
