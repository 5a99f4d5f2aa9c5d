"""Makes the keyed hashes by which an application is found. What is hashed is folded (`fold_names`), so that every way of typing a
name meets the same hash; from the hash nobody comes back."""

import hashlib
import hmac
from collections.abc import Iterator

from forms.answers import Answers
from forms.procedure import Procedure
from portal.db import Unit
from portal.services.fold_names import kana_keys, name_key, phone_key
from portal.services.installation import Installation
from portal.services.known_people import Known, known_people, telephones
from portal.services.places_in import place_keys, places_in
from portal.store import look_ups

# Of the folding below: another number, and every application is hashed anew.
_RULES = "3"
# How many signs of a beginning find a name (前方一致). Shorter ones are shared by so many that counting them would tell which
# they are; longer ones are mostly whole family names, which are found as such.
BEGINNINGS = {"name": range(2, 4), "kana": range(2, 6)}
_BYTES = 16
_NO_ONE = 0


def mark_of(installation: Installation) -> str:
    """By which rules and which key hashes are made now."""
    return f"{_RULES}.{installation.keys.current()}"


def key_of(installation: Installation, mark: str) -> bytes:
    """The key of hashes that stand under `mark`."""
    return installation.keys.derive("look-ups", mark.partition(".")[2])


def token(key: bytes, kind: str, plain: str) -> bytes:
    """`kind`: name, kana, birth or phone; with a ^ behind it a beginning of one; asset, place or cell of a place."""
    return _token(hmac.new(key, digestmod=hashlib.sha256), kind, plain)


def _token(keyed: hmac.HMAC, kind: str, plain: str) -> bytes:
    keyed.update(f"{kind}\0{plain}".encode())
    return keyed.digest()[:_BYTES]


def look_up_keys(key: bytes, procedure: Procedure, answers: Answers) -> set[tuple[bytes, int]]:
    """Every hash with the number of its person among those the answers name."""
    found = {("phone", phone_key(one), _NO_ONE) for one in telephones(procedure, answers)}
    found |= {(*one, _NO_ONE) for place in places_in(procedure, answers) for one in place_keys(place)}
    for number, known in enumerate(known_people(procedure, answers), 1):
        found |= {(kind, plain, number) for kind, plain in _of_person(known)}
    keyed = hmac.new(key, digestmod=hashlib.sha256)
    return {(_token(keyed.copy(), kind, plain), number) for kind, plain, number in found}


def _of_person(known: Known) -> Iterator[tuple[str, str]]:
    """Kind and folded text of each that is hashed."""
    names = [name_key(name) for name in known.names]
    readings = [kana_keys(reading) for reading in known.readings]
    yield from (("name", plain) for plain in names if plain)
    yield from (("kana", plain) for keys in readings for plain in keys)
    # The whole one stands first, and begins with the family name.
    yield from (("name^", one) for plain in names[:1] for one in _beginnings("name", plain))
    yield from (("kana^", one) for keys in readings[:1] for plain in keys for one in _beginnings("kana", plain))
    if known.birth:
        yield "birth", known.birth


def _beginnings(kind: str, plain: str) -> set[str]:
    return {plain[:signs] for signs in BEGINNINGS[kind] if signs <= len(plain)}


def index_again(
    installation: Installation, unit: Unit, application_id: int, procedure: Procedure, answers: Answers
) -> None:
    """As its answers stand now."""
    keys = look_up_keys(installation.look_up_key, procedure, answers)
    look_ups.replace(unit, application_id, sorted(keys), mark_of(installation))
