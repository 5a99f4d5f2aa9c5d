"""The city's token server by settings; None if none."""

from integrations.http import Transport
from integrations.identity.client_key import load_or_create_client_key
from integrations.identity.introspection import Introspection, IntrospectionSettings
from integrations.sockets.token_socket import TokenServer
from portal.clock import Clock
from portal.config import Settings
from portal.errors import BadSetting
from portal.wiring.neighbours import CLIENT_KEY
from portal.wiring.secret_of import secret_of

_SECONDS, _MOST_BYTES = 3.0, 64 * 1024  # of an answer, for which a machine's call waits


def wire_token_server(settings: Settings, clock: Clock) -> TokenServer | None:
    """Zone outer has no API. Raises BadSetting."""
    if not settings.token_server or settings.zone == "outer":
        return None
    secret = secret_of(settings, "token_server_secret_file")
    if settings.token_server_secret_file and not secret:
        raise BadSetting("KAKANAI_TOKEN_SERVER_SECRET_FILE: the file is empty.")
    how = IntrospectionSettings(
        settings.token_server, settings.token_server_introspection, settings.token_server_client_id,
        settings.token_server_audience or settings.base_url, secret,
    )  # fmt: skip
    key = load_or_create_client_key(settings.data / "keys" / CLIENT_KEY)
    return Introspection(how, Transport(timeout=_SECONDS, max_bytes=_MOST_BYTES), key, clock.now)
