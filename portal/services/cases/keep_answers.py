"""A revision keeps questions left empty: a later walk would use later settings."""

# Keyed hashes find it; spellings of a name share one (`fold_names`).

from collections.abc import Iterable, Iterator

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.path.path import Path
from portal.db import Unit
from portal.sealing import LOOK_UPS, Keys, Sealer, macs
from portal.services.residents.same_place import place_keys
from portal.services.shared.fold_names import kana_keys, name_key, organisation_keys, phone_key
from portal.services.shared.needs import HasLookUpKey
from portal.services.shared.people_in import FOUND_BY, Known, known_people, places_in, telephones
from portal.store.cases import applications, look_ups
from portal.store.cases.applications import AnswersRow

# Version of the folding rules: a new number re-indexes every application.
_RULES = "4"
# Lengths of prefixes that find a name (前方一致). Shorter ones are so common that their counts would disclose them; longer
# ones are mostly whole family names, which are indexed anyway.
BEGINNINGS = {"name": range(2, 4), "kana": range(2, 6)}
_BYTES = 16
_NOBODY = 0


def named_by(procedure: Procedure) -> str:
    # The question whose name is in lists; "" if none. Letters about a dog or a water meter go to somebody, too.
    return procedure.principal.get("name") or procedure.addressee.get("person", "")


def keep_answers(
    unit: Unit, box: Sealer, application_id: int, revision: int, answers: Answers, path: Path, now: int
) -> None:  # fmt: skip
    applications.add_answers(unit, [sealed_answers(box, application_id, revision, answers, path, now)])


def sealed_answers(
    box: Sealer, application_id: int, revision: int, answers: Answers, path: Path, now: int
) -> AnswersRow:  # fmt: skip
    sealed, sealed_left = (
        box.seal(f"answers:{revision}", dict(answers)),
        box.seal(f"left:{revision}", left_empty(path, answers)),
    )
    return AnswersRow(application_id, revision, sealed, sealed_left, now)


def left_empty(path: Path, answers: Answers) -> list[str]:
    """Includes repeats without rows."""
    asked = {field.id for field in path.fields if field.type.asks} | path.rows.keys()
    return sorted(asked - answers.keys())


def mark_of(keys: Keys) -> str:
    return f"{_RULES}.{keys.newest(LOOK_UPS)}"


def key_of(keys: Keys, mark: str) -> bytes:
    return keys.derive("look-ups", LOOK_UPS, int(mark.partition(".")[2]))


def token(key: bytes, kind: str, plain: str) -> bytes:
    """`kind`: name, kana, birth or phone, with ^ a prefix; asset, place or cell of a place."""
    return _tokens(key, [(kind, plain)])[0]


def _tokens(key: bytes, entries: Iterable[tuple[str, str]]) -> list[bytes]:
    return [made[:_BYTES] for made in macs(key, (f"{kind}\0{plain}".encode() for kind, plain in entries))]


def is_findable(procedure: Procedure) -> bool:
    return bool(procedure.principal or procedure.addressee) or not FOUND_BY.isdisjoint(procedure.asks)


def look_up_keys(key: bytes, procedure: Procedure, answers: Answers) -> set[tuple[bytes, int]]:
    entries = {("phone", phone_key(phone), _NOBODY) for phone in telephones(procedure, answers)}
    entries |= {(*place_key, _NOBODY) for place in places_in(procedure, answers) for place_key in place_keys(place)}
    entries |= {(kind, plain, _NOBODY) for kind, plain in _of_organisation(procedure, answers)}
    for number, known in enumerate(known_people(procedure, answers), 1):
        entries |= {(kind, plain, number) for kind, plain in _of_person(known)}
    tokens = _tokens(key, ((kind, plain) for kind, plain, _ in entries))
    return {(made, number) for made, (_, _, number) in zip(tokens, entries, strict=True)}


def _of_organisation(procedure: Procedure, answers: Answers) -> Iterator[tuple[str, str]]:
    whole = organisation_keys(str(answers.get(procedure.addressee.get("organisation", "")) or ""))
    yield from (("name", plain) for plain in whole)
    # Not of the legal form, which most of them begin with.
    shortest = min(whole, key=len, default="")
    yield from (("name^", start) for start in _beginnings("name", shortest))


def _of_person(known: Known) -> Iterator[tuple[str, str]]:
    names = [plain for name in known.names if (plain := name_key(name))]
    readings = [kana_keys(reading) for reading in known.readings]
    # The whole name comes first and begins with the family name.
    for kind, plains, whole in (
        ("name", frozenset(names), names[:1]),
        ("kana", frozenset().union(*readings), readings[0] if readings else ()),
    ):
        yield from ((kind, plain) for plain in plains)
        # A search for a beginning looks for the name too: a family name is not kept twice.
        yield from ((f"{kind}^", start) for plain in whole for start in _beginnings(kind, plain) - plains)
    if known.birth:
        yield "birth", known.birth


def _beginnings(kind: str, plain: str) -> set[str]:
    return {plain[:length] for length in BEGINNINGS[kind] if length <= len(plain)}


def index_again(
    installation: HasLookUpKey, unit: Unit, application_id: int, procedure: Procedure, answers: Answers
) -> None:
    keys = look_up_keys(installation.look_up_key, procedure, answers)
    look_ups.replace(unit, application_id, sorted(keys), mark_of(installation.keys))
