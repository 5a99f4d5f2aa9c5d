"""A practice card (vcard-jpki/1)."""

import json
from dataclasses import asdict, dataclass, field

from integrations.certificates.mock.authority import Generation
from integrations.certificates.mock.holder import State
from integrations.sockets.certificate_sockets import Kind

FORMAT = "vcard-jpki/1"
LABEL = "SYNTHETIC - NOT A REAL PERSON"


@dataclass
class Pin:
    value: str
    max: int
    left: int


@dataclass(frozen=True)
class Held:
    pem: str
    key_pem: str
    authority: str  # its issuer's SHA-256


@dataclass
class VirtualCard:
    card_id: str
    generation: Generation
    state: State
    surface: dict[str, str]
    pins: dict[str, Pin]  # sign, auth, input_aid, face (照合番号B, printed on the card)
    certs: dict[Kind, Held] = field(default_factory=dict)  # sign only from age 15
    san_raw: list[tuple[str, str]] = field(default_factory=list)  # names in the signing certificate

    def to_json(self) -> str:
        content = {"format": FORMAT, "label": LABEL, "my_number": None, **asdict(self)}
        return json.dumps(content, ensure_ascii=False, indent=1)


def new_pins(locked: bool, surface: dict[str, str]) -> dict[str, Pin]:
    face = f"{surface['birth'][2:]}{surface['expiry'][:4]}{surface['security_code']}"
    return {
        "sign": Pin("TEST1234", 5, 0 if locked else 5),
        "auth": Pin("1234", 3, 3),
        "input_aid": Pin("1234", 3, 3),
        "face": Pin(face, 10, 10),
    }


def read_card(text: str) -> VirtualCard:
    """Raises ValueError."""
    content = json.loads(text)
    try:
        if content["format"] != FORMAT:
            raise ValueError(f"not {FORMAT}")
        return VirtualCard(
            content["card_id"],
            content["generation"],
            content["state"],
            content["surface"],
            {name: Pin(**pin) for name, pin in content["pins"].items()},
            {kind: Held(**entry) for kind, entry in content["certs"].items()},
            [(oid, text) for oid, text in content["san_raw"]],
        )
    except (KeyError, TypeError, AttributeError):
        raise ValueError("the card file is incomplete") from None
