from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from integrations.courier.keys import KeysUnfit, laptops_in, load_own, load_peers
from integrations.courier.package import SealedCourier
from integrations.keys.local import NUMBERS as NUMBER_KEYS
from integrations.keys.local import LocalKeys
from integrations.keys.refused import KeysRefused
from integrations.signatures.own_key import OwnKey, create_own_key, load_own_key
from integrations.sockets.courier_socket import Courier
from integrations.sockets.interfaces import KeyStore
from portal.clock import Clock
from portal.config import Settings
from portal.errors import BadSetting
from portal.sealing import ANSWERS, COURIER, NUMBERS, RECEIPTS, Keys
from portal.services.shared.check_key_rings import NamedRing, Ring, Rings, WrappingRing
from portal.wiring.key_token import key_token

if TYPE_CHECKING:
    from forms.city.city import City
    from portal.services.shared.kept_definitions import KeptDefinitions, Shared

UNFIT = "鍵のファイルか、鍵の装置が使えません。はじめてなら、kakanai keys create で作ります。失ったときは、控えから戻します。"


def demand_writable(folder: Path) -> None:
    # Raises BadSetting. Unique file: workers start at once.
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise BadSetting(
            f"KAKANAI_DATA={folder}: cannot write there ({error.strerror}).",
            words=[f"データの置き場所 {folder} に書き込めません。KAKANAI_DATA と、その権限を確かめてください。"],
        ) from None


def key_store(settings: Settings, *, create: bool) -> KeyStore:
    # Raises BadSetting or AdapterError.
    try:
        return LocalKeys(settings.data / "keys", create=create, token=key_token(settings))
    except KeysRefused as error:
        raise BadSetting(str(error), words=[UNFIT]) from None


def kept_definitions(settings: Settings, keys: Keys, shared: "Shared | None") -> "KeptDefinitions":
    from portal.services.shared.kept_definitions import (  # noqa: PLC0415 - what reads definitions takes a tenth of a second
        PURPOSE,
        KeptDefinitions,
    )

    return KeptDefinitions(settings.data / "kept-definitions", keys.derive(PURPOSE), shared)


def number_key_store(settings: Settings, *, create: bool) -> KeyStore | None:
    # Zone outer and laptops store no 個人番号. Raises BadSetting or AdapterError.
    folder = settings.data / "keys"
    if _without_numbers(settings) or not (create or (folder / NUMBER_KEYS).exists()):
        return None
    try:
        return LocalKeys(folder, create=create, name=NUMBER_KEYS, token=key_token(settings))
    except KeysRefused as error:
        raise BadSetting(str(error), words=[UNFIT]) from None


def wire_documents(settings: Settings, city: "City", clock: Clock) -> OwnKey | None:
    # Only demo and test create it.
    if settings.env != "production":
        create_own_key(settings.data / "keys", city.name, clock.now())
    return load_own_key(settings.data / "keys")


def wire_courier(settings: Settings) -> tuple[Courier | None, Mapping[int, Courier]]:
    # To the other zone, and to laptops by number. Raises BadSetting for folders without keys, or an invalid key file.
    folder = settings.data / "keys"
    try:
        own, peers = load_own(folder), load_peers(folder)
        theirs = (
            {number: load_peers(folder, number) for number in laptops_in(folder)} if keeps_laptops(settings) else {}
        )
    except KeysUnfit as error:
        raise BadSetting(str(error), words=["持ち運びの鍵のファイルが使えません。控えから戻してください。"]) from None
    if settings.courier_in and not own:
        raise BadSetting(
            "KAKANAI_COURIER_IN and KAKANAI_COURIER_OUT need keys: run `kakanai courier keys create` first.",
            words=["持ち運びの鍵がありません。先に kakanai courier keys create を打ってください。"],
        )
    alone = settings.zone == "single" and not settings.laptop
    laptops = {number: SealedCourier(own, keys) for number, keys in theirs.items()}
    return SealedCourier(own, peers) if own and not alone else None, laptops if own else {}


def keeps_laptops(settings: Settings) -> bool:
    return settings.zone != "outer" and not settings.laptop


def key_rings(settings: Settings, store: KeyStore, number_keys: KeyStore | None, documents: OwnKey | None) -> Rings:
    # Compared with the database at each start. Zone inner signs no receipts.
    rings: dict[str, Ring] = {ANSWERS: WrappingRing(ANSWERS, store)}
    if not _without_numbers(settings):
        rings[NUMBERS] = WrappingRing(NUMBERS, number_keys)
    if settings.zone != "inner":
        rings[RECEIPTS] = NamedRing(documents.ids if documents else ())
    rings[COURIER] = NamedRing([key.public.id for key in load_own(settings.data / "keys")])
    return rings


def _without_numbers(settings: Settings) -> bool:
    return settings.zone == "outer" or bool(settings.laptop)
