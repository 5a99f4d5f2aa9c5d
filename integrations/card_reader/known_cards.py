import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from integrations.sockets.certificate_sockets import Kind

_KNOWN = tomllib.loads(files(__package__).joinpath("cards.toml").read_text(encoding="utf-8"))
_TEXT, _JPKI, _LICENCE = _KNOWN["my_number"]["text"], _KNOWN["my_number"]["jpki"], _KNOWN["driver_licence"]


@dataclass(frozen=True)
class Certificate:
    certificate: bytes
    key: bytes
    pin: bytes
    shortest: int
    longest: int


def _certificate(entry: dict[str, Any]) -> Certificate:
    certificate, key, pin = (bytes.fromhex(entry[name]) for name in ("certificate", "key", "pin"))
    return Certificate(certificate, key, pin, *entry["digits"])


TEXT_APPLICATION, ATTRIBUTES, TEXT_PIN, NUMBER_B = (
    bytes.fromhex(_TEXT[name]) for name in ("application", "attributes", "pin", "number_b")
)
JPKI_APPLICATION = bytes.fromhex(_JPKI["application"])
CERTIFICATES: dict[Kind, Certificate] = {"auth": _certificate(_JPKI["auth"]), "sign": _certificate(_JPKI["sign"])}
LICENCE_APPLICATION, PIN_SETTING, ENTRIES, CHANGES = (
    bytes.fromhex(_LICENCE[name]) for name in ("application", "pin_setting", "entries", "changes")
)
LICENCE_PIN: int = _LICENCE["pin"]
