"""A practice card as a file: JSON, so that a test, a person and a reader at the counter see the same (facts:
vcard-jpki/1). The PIN's counters are part of it. Signs nothing by itself."""

import json
from dataclasses import asdict, dataclass, field

from integrations.certificate_sockets import Kind
from integrations.certificates.mock.authority import Generation
from integrations.certificates.mock.holder import State

FORMAT = "vcard-jpki/1"
LABEL = "SYNTHETIC - NOT A REAL PERSON"


@dataclass
class Pin:
    """Counters do not come back with time: only the right PIN brings them back, or the city's window."""

    value: str
    max: int
    left: int


@dataclass(frozen=True)
class Held:
    """One certificate with its key. `authority`: SHA-256 of who issued it."""

    pem: str
    key_pem: str
    authority: str


@dataclass
class VirtualCard:
    """`pins`: sign, auth, input_aid, and face (照合番号B, which is printed on the card). `certs`: sign only from 15 years on. `san_raw`: what the signing certificate says,
    as it says it."""

    card_id: str
    generation: Generation
    state: State
    surface: dict[str, str]
    pins: dict[str, Pin]
    certs: dict[Kind, Held] = field(default_factory=dict)
    san_raw: list[tuple[str, str]] = field(default_factory=list)

    def to_json(self) -> str:
        told = {"format": FORMAT, "label": LABEL, "my_number": None, **asdict(self)}
        return json.dumps(told, ensure_ascii=False, indent=1)


def new_pins(locked: bool, surface: dict[str, str]) -> dict[str, Pin]:
    """As many tries as a real card gives."""
    face = f"{surface['birth'][2:]}{surface['expiry'][:4]}{surface['security_code']}"
    return {
        "sign": Pin("TEST1234", 5, 0 if locked else 5),
        "auth": Pin("1234", 3, 3),
        "input_aid": Pin("1234", 3, 3),
        "face": Pin(face, 10, 10),
    }


def read_card(text: str) -> VirtualCard:
    """ValueError for a file that is none."""
    told = json.loads(text)
    try:
        if told["format"] != FORMAT:
            raise ValueError(f"not {FORMAT}")
        return VirtualCard(
            told["card_id"],
            told["generation"],
            told["state"],
            told["surface"],
            {name: Pin(**pin) for name, pin in told["pins"].items()},
            {kind: Held(**held) for kind, held in told["certs"].items()},
            [(oid, text) for oid, text in told["san_raw"]],
        )
    except (KeyError, TypeError, AttributeError):
        raise ValueError("a card with something missing") from None
