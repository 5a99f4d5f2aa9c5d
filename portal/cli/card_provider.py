"""The mock providers of this installation, for cards and for payments: the fictional city's people, the portal as the one
client and merchant."""

from fastapi import FastAPI

from forms.city import load_city
from integrations.http import Transport
from integrations.identity.mock.app import mock_app
from integrations.identity.signed import fetch_jwks
from integrations.payments.mock.app import Merchant, add_payments
from portal.clock import Clock
from portal.config import Settings
from portal.wiring import MOCK_CLIENT, MOCK_MERCHANT, MOCK_SECRET, mock_issuer, personas


def card_provider(settings: Settings, clock: Clock) -> FastAPI:
    """The portal's public keys are read over HTTP when the first client assertion comes: the portal may start later."""
    transport = Transport(timeout=5)
    app = mock_app(
        people=personas(load_city(settings.city), clock.today()),
        issuer=mock_issuer(settings),
        client_id=MOCK_CLIENT,
        client_jwks=lambda: fetch_jwks(transport, f"{settings.base_url}/.well-known/jwks.json"),
        redirect_uris=(f"{settings.base_url}/sign-in/callback",),
        clock=clock.now,
    )
    merchant = Merchant(MOCK_MERCHANT, MOCK_SECRET, settings.base_url)
    add_payments(app, settings.mock_base_url, merchant, transport, clock.now)
    return app
