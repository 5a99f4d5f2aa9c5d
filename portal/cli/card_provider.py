from pathlib import Path

from fastapi import FastAPI

from forms.city.city import load_city
from integrations.certificates.mock.app import MockJpki, add_jpki
from integrations.certificates.mock.registrar_pages import add_registrar
from integrations.corporations.mock.app import ROWS, number_pages
from integrations.http import Transport
from integrations.identity.card_agent import origin_of
from integrations.identity.mock.app import add_provider, mock_app
from integrations.identity.mock.card_agent import PracticeAgent, add_card_agent
from integrations.identity.mock.gbizid import gbizid_provider
from integrations.identity.mock.line_login import add_line_login, line_provider
from integrations.identity.mock.provider import MockProvider
from integrations.identity.mock.staff import colleague, staff_provider
from integrations.identity.mock.token_server import MockTokenServer, Party
from integrations.identity.signed import Jwks, VerificationKeys, fetch_jwks
from integrations.line.mock.app import line_pages
from integrations.line.mock.platform import Platform
from integrations.locks.mock.app import Doors, door_pages
from integrations.payments.mock.app import Merchant, add_payments
from integrations.payments.mock.debit import add_debits
from integrations.payments.mock.stripe import StripeKeys, add_stripe
from integrations.sms.mock.app import Texts, text_pages
from portal.cli.practice_people import COMPANY_ACCOUNTS, LINE_ACCOUNTS, LINE_FRIENDS, holders, personas
from portal.clock import Clock
from portal.config import Settings
from portal.services.machines.api_scopes import SCOPES, on_the_wire
from portal.services.staff.demo_people import DEMO_COLLEAGUES
from portal.wiring.practice import (
    MOCK_CLIENT,
    MOCK_GBIZID_CLIENT,
    MOCK_LINE_CHANNEL,
    MOCK_LINE_LOGIN_SECRET,
    MOCK_LINE_SECRET,
    MOCK_LINE_TOKEN,
    MOCK_LOCKS_CLIENT,
    MOCK_LOCKS_PATH,
    MOCK_LOCKS_SECRET,
    MOCK_MACHINE,
    MOCK_MERCHANT,
    MOCK_SECRET,
    MOCK_SMS_ACCOUNT,
    MOCK_SMS_TOKEN,
    MOCK_STAFF_CLIENT,
    MOCK_STRIPE_KEY,
    MOCK_STRIPE_WEBHOOK,
    mock_gbizid_issuer,
    mock_issuer,
    mock_line_issuer,
    mock_staff_issuer,
    mock_token_issuer,
)


def mock_service(settings: Settings, clock: Clock) -> FastAPI:
    app = card_provider(settings, clock)
    add_provider(app, _staff_provider(settings, clock))
    redirect = f"{settings.base_url}/sign-in/company/callback"
    add_provider(
        app,
        gbizid_provider(
            COMPANY_ACCOUNTS, mock_gbizid_issuer(settings), MOCK_GBIZID_CLIENT, MOCK_SECRET, redirect, clock.now
        ),
    )
    _add_line_login(app, settings, clock)
    app.include_router(_token_server(settings, clock).pages())
    webhook = f"{settings.base_url}/line/webhook"
    app.include_router(
        line_pages(Platform(MOCK_LINE_TOKEN, MOCK_LINE_SECRET, webhook, clock.now, Transport(timeout=5)))
    )
    app.include_router(number_pages(ROWS, clock.today()))
    add_registrar(app, clock.now)
    merchant = Merchant(MOCK_MERCHANT, MOCK_SECRET.encode(), settings.base_url)
    add_payments(app, settings.mock_base_url, merchant, Transport(timeout=5), clock.now)
    add_debits(app, settings.mock_base_url, merchant, Transport(timeout=5), clock.now)
    app.include_router(text_pages(Texts(MOCK_SMS_ACCOUNT, MOCK_SMS_TOKEN)))
    doors = Doors(MOCK_LOCKS_CLIENT, MOCK_LOCKS_SECRET, (), any_door=True)
    app.include_router(door_pages(doors), prefix=MOCK_LOCKS_PATH)
    stripe = StripeKeys(MOCK_STRIPE_KEY, MOCK_STRIPE_WEBHOOK, f"{settings.base_url}/payments/callback")
    add_stripe(app, settings.mock_base_url, stripe, Transport(timeout=5), clock.now)
    return app


def _add_line_login(app: FastAPI, settings: Settings, clock: Clock) -> None:
    redirects = (f"{settings.base_url}/sign-in/line/callback", f"{settings.base_url}/applications/line/callback")
    provider = line_provider(
        LINE_ACCOUNTS, mock_line_issuer(settings), MOCK_LINE_CHANNEL, MOCK_LINE_LOGIN_SECRET, redirects, clock.now
    )
    add_line_login(app, provider, LINE_FRIENDS.__contains__)


def _token_server(settings: Settings, clock: Clock) -> MockTokenServer:
    keys = VerificationKeys(lambda: _own_jwks(settings, Transport(timeout=5)), keep=0)
    machine = Party(MOCK_SECRET, tuple(on_the_wire(settings, scope) for scope in SCOPES))
    asking = {settings.token_server_client_id or MOCK_STAFF_CLIENT: Party(keys=keys)}
    return MockTokenServer(
        mock_token_issuer(settings), {MOCK_MACHINE: machine}, asking,
        settings.token_server_audience or settings.base_url, clock.now,
    )  # fmt: skip


def _own_jwks(settings: Settings, transport: Transport) -> Jwks:
    return fetch_jwks(transport, f"{settings.base_url}/.well-known/jwks.json")


def _staff_provider(settings: Settings, clock: Clock) -> MockProvider:
    people = tuple(colleague(*row) for row in DEMO_COLLEAGUES)
    redirect = f"{settings.base_url}/staff/sign-in/callback"
    return staff_provider(people, mock_staff_issuer(settings), MOCK_STAFF_CLIENT, MOCK_SECRET, redirect, clock.now)


def card_provider(settings: Settings, clock: Clock) -> FastAPI:
    """Fetches the portal's keys on demand: it may start later."""
    transport, city, today = Transport(timeout=5), load_city(settings.city), clock.today()

    def jwks() -> Jwks:
        return _own_jwks(settings, transport)

    jpki = MockJpki(holders(city, today), clock.now, Path(settings.data) / "practice-cards")
    app = mock_app(
        people=personas(city, today),
        issuer=mock_issuer(settings),
        client_id=MOCK_CLIENT,
        client_jwks=jwks,
        redirect_uris=(f"{settings.base_url}/sign-in/callback", f"{settings.base_url}/signatures/callback"),
        clock=clock.now,
        cards=jpki.cards,
    )
    add_jpki(app, jpki)
    people = [(person.id, person.name) for person in personas(city, today)]
    add_card_agent(app, PracticeAgent(jpki.cards, people, origin_of(settings.base_url), jwks, clock.now))
    return app
