"""Access tokens that the city's token server issued: it says whose they are, we decide what that machine may."""

import re

from integrations.sockets.token_socket import Grant
from portal.clock import to_micro
from portal.db import Unit
from portal.services.machines.api_scopes import granted
from portal.services.machines.machine import Machine, is_from
from portal.services.shared.needs import Basics
from portal.store.machines import api_clients
from portal.store.machines.api_clients import LIVE

MOST_SIGNS = 8192
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750 2.1


def is_askable(token: str) -> bool:
    return len(token) <= MOST_SIGNS and _TOKEN.fullmatch(token) is not None


def machine_of_grant(installation: Basics, unit: Unit, grant: Grant, place: str) -> Machine | None:
    """None: worth nothing here. Its scopes: what both the token and the client have."""
    row = None if grant.fault else api_clients.known_as(unit, grant.client_id)
    if row is None or row.state != LIVE or not is_from(row, place):
        return None
    api_clients.used(unit, row.id, to_micro(installation.clock.now()))
    return Machine(row, granted(installation.settings, grant.scopes, frozenset(row.scopes.split())), place)
