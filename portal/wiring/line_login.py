"""LINE Login by settings; None if none."""

from integrations.http import Transport
from integrations.identity.client_key import load_or_create_client_key
from integrations.identity.line_login import API, ISSUER, LineLogin, LineLoginSettings
from integrations.sockets.account_socket import AccountProvider
from portal.config import Settings
from portal.errors import BadSetting
from portal.wiring.neighbours import CLIENT_KEY
from portal.wiring.practice import MOCK_LINE_CHANNEL, MOCK_LINE_LOGIN_SECRET, mock_line_issuer
from portal.wiring.secret_of import secret_of

_SECRET = 32  # characters, all of which LINE signs with


def wire_line_login(settings: Settings) -> AccountProvider | None:
    """Zone inner calls nothing outside. Raises BadSetting."""
    if settings.line_login == "off" or settings.zone == "inner":
        return None
    key = load_or_create_client_key(settings.data / "keys" / CLIENT_KEY)
    if not settings.line_login_secret_file:
        base = mock_line_issuer(settings)
        how = LineLoginSettings(base, base, MOCK_LINE_CHANNEL, MOCK_LINE_LOGIN_SECRET)
        return LineLogin(how, Transport(timeout=5), key)
    secret = secret_of(settings, "line_login_secret_file")
    if len(secret) < _SECRET:
        raise BadSetting(f"KAKANAI_LINE_LOGIN_SECRET_FILE: the secret is shorter than {_SECRET} characters.")
    issuer, api = settings.line_login_issuer or ISSUER, settings.line_login_api or API
    return LineLogin(LineLoginSettings(issuer, api, settings.line_login_channel, secret), Transport(), key)
