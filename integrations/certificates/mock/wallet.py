"""Practice cards; PIN counters survive restarts."""

import hmac
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from integrations.certificates.algorithms import Algorithm, algorithm_of
from integrations.certificates.mock.authority import Key
from integrations.certificates.mock.card import Held, VirtualCard, read_card
from integrations.certificates.mock.holder import Holder
from integrations.certificates.mock.issuing import Issuing
from integrations.sockets.certificate_sockets import CardSignature, Kind, PinRefused
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError, BasicFour


class Wallet:
    """Thread-safe, not for several processes."""

    def __init__(
        self, holders: Iterable[Holder], issuing: Issuing, clock: Callable[[], datetime], folder: Path | None = None
    ) -> None:
        self._holders = {holder.id: holder for holder in holders}
        self._issuing, self._clock, self._folder = issuing, clock, folder
        self._cards: dict[str, VirtualCard] = {}
        self._lock = Lock()

    def card(self, holder: str) -> VirtualCard:
        """Raises AdapterError CARD_UNSUPPORTED."""
        with self._lock:
            return self._card(holder)

    def tries_left(self, card: str) -> int:
        return self.card(card).pins["sign"].left

    def sign(self, card: str, pin: str, digest_info: bytes) -> CardSignature:
        return self._signed(card, "sign", pin, lambda _algorithm: digest_info)

    def signed(self, card: str, kind: Kind, pin: str, digests: Mapping[str, bytes]) -> CardSignature:
        return self._signed(card, kind, pin, lambda algorithm: digests.get(algorithm, b""))

    def surface(self, card: str, pin: str) -> BasicFour:
        with self._lock:
            virtual = self._card(card)
            self._try(virtual, "face" if len(pin) == len(virtual.pins["face"].value) else "input_aid", pin)
        surface = virtual.surface
        birth = datetime.strptime(surface["birth"], "%Y%m%d").date()  # noqa: DTZ007  # a day has no zone
        return BasicFour(surface["name"], surface["address"], birth, surface["birth"], surface["sex"])

    def _signed(self, card: str, kind: Kind, pin: str, digest_info_for: Callable[[str], bytes]) -> CardSignature:
        with self._lock:
            virtual = self._card(card)
            entry = virtual.certs.get(kind)
            if entry is None:
                raise AdapterError(IdentityCode.CARD_UNSUPPORTED, "no such certificate", permanent=True)
            self._try(virtual, kind, pin)
        # Made by us: to look whether its primes are primes takes 25 ms of processor.
        key = cast(Key, load_pem_private_key(entry.key_pem.encode(), None, unsafe_skip_rsa_key_validation=True))
        algorithm = algorithm_of(key.public_key())
        digest = algorithm.digest_in(digest_info_for(algorithm.name)) if algorithm else None
        if algorithm is None or digest is None:
            raise AdapterError(IdentityCode.CARD_UNSUPPORTED, "not a digest that this card signs", permanent=True)
        return CardSignature(_signature(key, algorithm, digest), certificate_of(entry), algorithm.name)

    def _try(self, card: VirtualCard, name: str, pin: str) -> None:
        # Saved before the result: a crash gives no extra try.
        counter = card.pins[name]
        # Readers send the signing PIN in capitals.
        right = counter.left > 0 and hmac.compare_digest(pin.upper().encode(), counter.value.encode())
        counter.left = counter.max if right else max(counter.left - 1, 0)
        self._save(card)
        if not right:
            raise PinRefused(counter.left)

    def _card(self, holder: str) -> VirtualCard:
        if holder not in self._holders:
            raise AdapterError(IdentityCode.CARD_UNSUPPORTED, "no such card", permanent=True)
        if holder not in self._cards:
            self._cards[holder] = self._load(self._holders[holder])
        return self._cards[holder]

    def _load(self, holder: Holder) -> VirtualCard:
        # Certified again for new authorities.
        path = self._path(f"VC-{holder.id}")
        if path is None or not path.exists():
            card = self._issuing.card(holder, self._clock())
        else:
            card = read_card(path.read_text(encoding="utf-8"))
            if self._issuing.is_current(card):
                return card
            self._issuing.certify(card, holder, self._clock())
        self._save(card)
        return card

    def _save(self, card: VirtualCard) -> None:
        path = self._path(card.card_id)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_suffix(".part")
        temporary.write_text(card.to_json(), encoding="utf-8")
        os.replace(temporary, path)

    def _path(self, card_id: str) -> Path | None:
        return None if self._folder is None else self._folder / f"{card_id}.json"


def certificate_of(held: Held) -> bytes:
    """DER."""
    return x509.load_pem_x509_certificate(held.pem.encode()).public_bytes(Encoding.DER)


def _signature(key: Key, algorithm: Algorithm, digest: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(digest, padding.PKCS1v15(), Prehashed(algorithm.hash))
    return key.sign(digest, ec.ECDSA(Prehashed(algorithm.hash)))
