"""Makes the keyed hashes by which an application is found. What is hashed is folded (`fold_names`), so that every way of typing a
name meets the same hash; from the hash nobody comes back."""

import hashlib
import hmac

from forms.answers import Answers
from forms.procedure import Procedure
from portal.db import Unit
from portal.services.fold_names import kana_keys, name_key, phone_key
from portal.services.installation import Installation
from portal.services.known_people import known_people, telephones
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
    return hmac.digest(key, f"{kind}\0{plain}".encode(), hashlib.sha256)[:_BYTES]


def look_up_keys(key: bytes, procedure: Procedure, answers: Answers) -> set[tuple[bytes, int]]:
    """Every hash with the number of its person among those the answers name."""
    found = {(token(key, "phone", phone_key(one)), _NO_ONE) for one in telephones(procedure, answers)}
    found |= {(token(key, *one), _NO_ONE) for place in places_in(procedure, answers) for one in place_keys(place)}
    for number, known in enumerate(known_people(procedure, answers), 1):
        found |= {(token(key, "name", plain), number) for name in known.names if (plain := name_key(name))}
        found |= {(token(key, "kana", plain), number) for reading in known.readings for plain in kana_keys(reading)}
        # The whole one stands first, and begins with the family name.
        whole = [("name", name_key(name)) for name in known.names[:1]]
        whole += [("kana", plain) for reading in known.readings[:1] for plain in kana_keys(reading)]
        found |= {(token(key, f"{kind}^", one), number) for kind, plain in whole for one in _beginnings(kind, plain)}
        if known.birth:
            found.add((token(key, "birth", known.birth), number))
    return found


def _beginnings(kind: str, plain: str) -> set[str]:
    return {plain[:signs] for signs in BEGINNINGS[kind] if signs <= len(plain)}


def index_again(
    installation: Installation, unit: Unit, application_id: int, procedure: Procedure, answers: Answers
) -> None:
    """As its answers stand now."""
    keys = look_up_keys(installation.look_up_key, procedure, answers)
    look_ups.replace(unit, application_id, sorted(keys), mark_of(installation))
