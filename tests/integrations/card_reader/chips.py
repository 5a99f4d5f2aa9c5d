"""Cards for the virtual reader: a マイナンバーカード of the practice authorities, a 運転免許証, something else."""

from datetime import date

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from integrations.certificates.mock.card import Held, Pin, VirtualCard
from tests.integrations.card_reader.virtual_card import ROOT, Application, Chip, File

TEXT, JPKI = bytes.fromhex("D3921000310001010408"), bytes.fromhex("D392F000260100000001")
LICENCE = bytes.fromhex("A0000002310100000000000000000000")
NAME, ADDRESS, BORN = "免許　太郎", "見本県見本市見本町一丁目２番３号", date(1978, 9, 13)


def my_number_card(card: VirtualCard, *, leading: bytes = b"") -> Chip:
    """`leading`: bytes before the attributes, as on newer cards."""
    surface = card.surface
    four = b"".join(
        tagged(tag, value.encode())
        for tag, value in (
            (b"\xdf\x21", "0"), (b"\xdf\x22", surface["name"]), (b"\xdf\x23", surface["address"]),
            (b"\xdf\x24", surface["birth"]), (b"\xdf\x25", surface["sex"]),
        )
    )  # fmt: skip
    text: Application = {
        b"\x00\x11": File(pin=("input_aid", card.pins["input_aid"])),
        b"\x00\x15": File(pin=("face", card.pins["face"])),
        b"\x00\x01": File(tagged(b"\x10", b"0" * 12), after=("input_aid",)),
        b"\x00\x02": File(leading + tagged(b"\xff\x20", four), after=("input_aid", "face")),
    }
    jpki: Application = {b"\x00\x06": File(b"JPKIAPICCTOKEN".ljust(32))}
    for kind, certificate, key, pin in (("auth", 0x0A, 0x17, 0x18), ("sign", 0x01, 0x1A, 0x1B)):
        held = card.certs.get(kind)  # type: ignore[call-overload]
        if held is not None:
            jpki[bytes((0, certificate))] = File(_der(held), after=("sign",) if kind == "sign" else ())
            jpki[bytes((0, key))] = File(after=(kind,), key=lambda data, held=held: _signature(held, data))  # type: ignore[misc]
            jpki[bytes((0, pin))] = File(pin=(kind, card.pins[kind]))
    return Chip({TEXT: text, JPKI: jpki})


def driver_licence(
    name: str = NAME, address: str = ADDRESS, *, born: str = "3530913", pin: Pin | None = None, written: bool = False,
    has_pin: bool = True,
) -> Chip:  # fmt: skip
    """`written`: a new address on its back."""
    entries = b"".join(
        (
            tagged(b"\x11", b"\x08"), tagged(b"\x12", jis(name)), tagged(b"\x13", jis("メンキョ　タロウ")), tagged(b"\x14", b""),
            tagged(b"\x15", jis("メンキョタロウ")), tagged(b"\x16", born.encode()), tagged(b"\x17", jis(address)),
            tagged(b"\x18", b"5060401"), tagged(b"\x21", b"309912345670"),
        )
    ).ljust(880, b"\xff")  # fmt: skip
    root: Application = {
        b"\x2f\x01": File(tagged(b"\x45", b"009" + bytes.fromhex("2024040120290913"))),
        b"\x00\x0a": File(tagged(b"\x05", bytes((has_pin,)))),
        b"\x00\x01": File(pin=("first", pin or Pin("1234", 3, 3))),
        b"\x00\x02": File(pin=("second", Pin("5678", 3, 3))),
    }
    part: Application = {
        b"\x00\x01": File(entries, after=("first",)),
        b"\x00\x02": File(tagged(b"\x41", jis("見本県")), after=("second",)),
        b"\x00\x04": File(tagged(b"\x50", bytes((written,))).ljust(600, b"\xff"), after=("first",)),
    }
    return Chip({ROOT: root, LICENCE: part})


def bus_card() -> Chip:
    return Chip({ROOT: {}})


def jis(text: str) -> bytes:
    """JIS X 0208 without escape sequences; ※ becomes a code of 外字."""
    codes = (b"\xff\xf1" if sign == "※" else sign.encode("iso2022_jp")[3:5] for sign in text)
    return b"".join(codes)


def tagged(tag: bytes, value: bytes) -> bytes:
    length = len(value)
    if length < 0x80:
        return tag + bytes((length,)) + value
    digits = length.to_bytes((length.bit_length() + 7) // 8)
    return tag + bytes((0x80 | len(digits),)) + digits + value


def _der(held: Held) -> bytes:
    return x509.load_pem_x509_certificate(held.pem.encode()).public_bytes(Encoding.DER)


def _signature(held: Held, data: bytes) -> bytes:
    # The card pads what it is given (PKCS #1 v1.5) and looks at nothing.
    key = load_pem_private_key(held.key_pem.encode(), None)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), NoDigestInfo())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.sign(data, ec.ECDSA(SHA384()))
