"""Staff replace characters that a target cannot hold, per person (keyed hash of name and birth) and layout."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from forms.text.japanese import unusable
from forms.text.variants import folded
from integrations.sockets.interfaces import KeyStore
from integrations.sockets.layout_socket import Layout
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.cases.cases import Case
from portal.services.shared.needs import HasChoiceKey
from portal.services.shared.people_in import folded_name, people_in
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.handover import character_choices
from portal.store.handover.character_choices import CharacterChoiceRow

MOST_SIGNS = 10
_AT_ONCE = 500
People = Iterable[tuple[str, str]]  # name as on the card, ISO birth


def may_replace(layout: Layout, instead: str) -> bool:
    return bool(instead.strip()) and len(instead) <= MOST_SIGNS and not unusable(instead) and layout.holds(instead)


def candidates(layout: Layout, sign: str, proposals: Sequence[str]) -> tuple[str, ...]:
    """Those of the shrink map, then the usual form of a 異体字 and a letter without its marks, if the target can hold
    them."""
    letter = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    usual = (other for other in (folded(sign), letter) if other != sign and may_replace(layout, other))
    return tuple(dict.fromkeys((*proposals, *usual)))


def choose_character(
    installation: HasChoiceKey, unit: Unit, member: Member, case: Case, layout: Layout, character: str, instead: str
) -> None:
    """For people with the character in their name, else all, else the application. Raises NotAllowed, Conflict."""
    member.demand("export", case.row.duty)
    if layout.holds(character) or not may_replace(layout, instead):
        raise Conflict("sign")
    people = people_in(case.procedure, case.answers)
    bearers = [person for person in people if character in person[0]] or people
    now = to_micro(installation.clock.now())
    for token in sorted({_token(installation.choice_key, *person) for person in bearers} or {_own(case.row.id)}):
        box, stored = new_sealer(installation.keys, f"sign choice:{token}")
        sealed = box.seal("choice", {"sign": character, "instead": instead})
        character_choices.add(
            unit,
            CharacterChoiceRow(case.row.id, token, layout.id, stored.key_id, stored.wrapped, sealed, member.login, now),
        )
    write_audit(installation, unit, member.actor, "choose sign", application_id=case.row.id, detail=layout.id)


def chosen(
    installation: HasChoiceKey, unit: Unit, layout: str, cases: Sequence[tuple[int, People]], until: int
) -> Mapping[int, Mapping[str, str]]:
    """By application: character → replacement."""
    if not cases or not character_choices.any_of(unit, layout):
        return {}
    tokens = {
        case: {_own(case), *(_token(installation.choice_key, *person) for person in people)} for case, people in cases
    }
    all_tokens = sorted(set().union(*tokens.values()))
    rows = [
        row
        for index in range(0, len(all_tokens), _AT_ONCE)
        for row in character_choices.of(unit, layout, all_tokens[index : index + _AT_ONCE], until)
    ]
    opened = [(row.token, _opened(installation.keys, row)) for row in rows]
    return {
        case: {choice["sign"]: choice["instead"] for token, choice in opened if token in own}
        for case, own in tokens.items()
    }


def _opened(keys: KeyStore, row: CharacterChoiceRow) -> Mapping[str, str]:
    box = sealer(keys, f"sign choice:{row.token}", WrappedKey(row.key_id, row.wrapped_key))
    choice: Mapping[str, str] = box.open("choice", row.sealed_choice)
    return choice


def _own(application_id: int) -> str:
    return f"application:{application_id}"


def _token(choice_key: bytes, name: str, birth: str) -> str:
    identity = f"{folded(folded_name(name))}\n{birth}".encode()
    return hmac.new(choice_key, identity, hashlib.sha256).hexdigest()
