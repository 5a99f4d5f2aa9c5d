"""The hardware security module that may hold keys."""

from functools import cache

from integrations.keys.pkcs11_token import Token
from integrations.keys.refused import KeysRefused
from portal.config import Settings
from portal.errors import BadSetting
from portal.wiring.secret_of import secret_of


def key_token(settings: Settings) -> Token | None:
    """Raises BadSetting."""
    if not settings.pkcs11_module:
        return None
    pin = secret_of(settings, "pkcs11_pin_file")
    if not pin:
        raise BadSetting(f"KAKANAI_PKCS11_PIN_FILE={settings.pkcs11_pin_file}: is empty.")
    try:
        return _token(settings.pkcs11_module, settings.pkcs11_token, pin)
    except KeysRefused as error:
        raise BadSetting(str(error), words=["鍵の装置が使えません。KAKANAI_PKCS11_… を確かめてください。"]) from None


@cache
def _token(module: str, label: str, pin: str) -> Token:
    # One login for all rings of a process.
    return Token(module, label, pin, _log_outage)


def _log_outage(code: str, milliseconds: int | None) -> None:
    from portal.logs import log  # noqa: PLC0415 - a tenth of a second, which commands for key files need not wait

    if milliseconds is None:
        log.error("outage", code=code)
    else:
        log.info("outage over", code=code, milliseconds=milliseconds)
