"""The data folder and the keys in it."""

from pathlib import Path
from tempfile import TemporaryFile

from forms.city import City
from integrations.courier.keys import KeysUnfit, load_own, load_peers
from integrations.courier.package import SealedCourier
from integrations.courier_socket import Courier
from integrations.document_socket import DocumentSigner
from integrations.interfaces import KeyStore
from integrations.keys.local import NUMBERS, KeysRefused, LocalKeys
from integrations.signatures.own_key import create_own_key, load_own_key
from portal.clock import Clock
from portal.config import Settings
from portal.errors import BadSetting


def demand_writable(folder: Path) -> None:
    """BadSetting where nothing can be written. Tried with a file that no other has: several workers start at once."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise BadSetting(f"KAKANAI_DATA={folder}: cannot write there ({error.strerror}).") from None


def key_store(settings: Settings, *, create: bool) -> KeyStore:
    try:
        return LocalKeys(settings.data / "keys", create=create)
    except KeysRefused as error:
        raise BadSetting(str(error)) from None


def number_key_store(settings: Settings, *, create: bool) -> KeyStore | None:
    """None in zone outer, whatever lies there: the internet side keeps no 個人番号."""
    folder = settings.data / "keys"
    if settings.zone == "outer" or not (create or (folder / NUMBERS).exists()):
        return None
    try:
        return LocalKeys(folder, create=create, name=NUMBERS)
    except KeysRefused as error:
        raise BadSetting(str(error)) from None


def wire_documents(settings: Settings, city: City, clock: Clock) -> DocumentSigner | None:
    """Demo and test make their key themselves; production is told to (`demand_receipt_key`)."""
    if settings.env != "production":
        create_own_key(settings.data / "keys", city.name, clock.now())
    return load_own_key(settings.data / "keys")


def wire_courier(settings: Settings) -> Courier | None:
    """None in zone single, and where no keys were made. BadSetting where folders wait for keys, or a key file cannot be used."""
    folder = settings.data / "keys"
    if settings.zone == "single":
        return None
    try:
        own, peers = load_own(folder), load_peers(folder)
    except KeysUnfit as error:
        raise BadSetting(str(error)) from None
    if settings.courier_in and not own:
        raise BadSetting(
            "KAKANAI_COURIER_IN and KAKANAI_COURIER_OUT need keys: run `kakanai courier keys create` first."
        )
    return SealedCourier(own, peers) if own else None
