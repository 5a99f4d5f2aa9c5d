"""Keyed hashes by which applications are found; spellings of a name share one (`fold_names`)."""

import hashlib
import hmac
from collections.abc import Iterator

from forms.answers import Answers
from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.sealing import LOOK_UPS, Keys
from portal.services.residents.known_people import Known, known_people, places_in, telephones
from portal.services.residents.same_place import place_keys
from portal.services.shared.fold_names import kana_keys, name_key, phone_key
from portal.services.shared.needs import HasLookUpKey
from portal.store.cases import look_ups

# Version of the folding rules: a new number re-indexes every application.
_RULES = "3"
# Lengths of prefixes that find a name (前方一致). Shorter ones are so common that their counts would disclose them; longer
# ones are mostly whole family names, which are indexed anyway.
BEGINNINGS = {"name": range(2, 4), "kana": range(2, 6)}
_BYTES = 16
_NOBODY = 0


def mark_of(keys: Keys) -> str:
    return f"{_RULES}.{keys.newest(LOOK_UPS)}"


def key_of(keys: Keys, mark: str) -> bytes:
    return keys.derive("look-ups", LOOK_UPS, int(mark.partition(".")[2]))


def token(key: bytes, kind: str, plain: str) -> bytes:
    """`kind`: name, kana, birth or phone, with ^ a prefix; asset, place or cell of a place."""
    return _token(hmac.new(key, digestmod=hashlib.sha256), kind, plain)


def _token(keyed: hmac.HMAC, kind: str, plain: str) -> bytes:
    keyed.update(f"{kind}\0{plain}".encode())
    return keyed.digest()[:_BYTES]


def look_up_keys(key: bytes, procedure: Procedure, answers: Answers) -> set[tuple[bytes, int]]:
    entries = {("phone", phone_key(phone), _NOBODY) for phone in telephones(procedure, answers)}
    entries |= {(*place_key, _NOBODY) for place in places_in(procedure, answers) for place_key in place_keys(place)}
    for number, known in enumerate(known_people(procedure, answers), 1):
        entries |= {(kind, plain, number) for kind, plain in _of_person(known)}
    keyed = hmac.new(key, digestmod=hashlib.sha256)
    return {(_token(keyed.copy(), kind, plain), number) for kind, plain, number in entries}


def _of_person(known: Known) -> Iterator[tuple[str, str]]:
    names = [name_key(name) for name in known.names]
    readings = [kana_keys(reading) for reading in known.readings]
    yield from (("name", plain) for plain in names if plain)
    yield from (("kana", plain) for keys in readings for plain in keys)
    # The whole name comes first and begins with the family name.
    yield from (("name^", prefix) for plain in names[:1] for prefix in _beginnings("name", plain))
    yield from (("kana^", prefix) for keys in readings[:1] for plain in keys for prefix in _beginnings("kana", plain))
    if known.birth:
        yield "birth", known.birth


def _beginnings(kind: str, plain: str) -> set[str]:
    return {plain[:length] for length in BEGINNINGS[kind] if length <= len(plain)}


def index_again(
    installation: HasLookUpKey, unit: Unit, application_id: int, procedure: Procedure, answers: Answers
) -> None:
    keys = look_up_keys(installation.look_up_key, procedure, answers)
    look_ups.replace(unit, application_id, sorted(keys), mark_of(installation.keys))
