"""What to write for a sign that a target cannot hold: a person chooses, and it is remembered for whoever bears it, and that layout.

Nothing is chosen by rule. A person is known by a keyed hash of name and birth, as protected people are."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence

from forms.japanese import unusable
from forms.variants import folded
from integrations.layout_socket import Layout
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.people_in import folded_name, people_in
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import sign_choices
from portal.store.sign_choices import SignChoiceRow

MOST_SIGNS = 10
_AT_ONCE = 500
People = Iterable[tuple[str, str]]  # name as a card writes it, birth ISO


def may_stand(layout: Layout, instead: str) -> bool:
    """Whether it can be written for a sign there."""
    return bool(instead.strip()) and len(instead) <= MOST_SIGNS and not unusable(instead) and layout.holds(instead)


def choose_sign(
    installation: Installation, unit: Unit, member: Member, case: Case, layout: Layout, sign: str, instead: str
) -> None:
    """Remembered for those whose names have the sign; where no name has it, for everybody whom the application names, and else for
    the application. NotAllowed; Conflict where it cannot be written, or the sign needs no other."""
    member.demand("export", case.row.duty)
    if layout.holds(sign) or not may_stand(layout, instead):
        raise Conflict("sign")
    people = people_in(case.procedure, case.answers)
    bearers = [one for one in people if sign in one[0]] or people
    now = to_micro(installation.clock.now())
    for token in sorted({_token(installation, *one) for one in bearers} or {_own(case.row.id)}):
        box, stored = new_sealer(installation.keys, f"sign choice:{token}")
        sealed = box.seal("choice", {"sign": sign, "instead": instead})
        sign_choices.add(
            unit,
            SignChoiceRow(case.row.id, token, layout.id, stored.key_id, stored.wrapped, sealed, member.login, now),
        )
    write_audit(installation, unit, member.actor, "choose sign", application_id=case.row.id, detail=layout.id)


def chosen(
    installation: Installation, unit: Unit, layout: str, cases: Sequence[tuple[int, People]], until: int
) -> Mapping[int, Mapping[str, str]]:
    """By application (id, whom its answers name): sign → what is written for it, by the choices made until then."""
    if not cases or not sign_choices.any_of(unit, layout):
        return {}
    tokens = {case: {_own(case), *(_token(installation, *one) for one in people)} for case, people in cases}
    asked = sorted(set().union(*tokens.values()))
    rows = [
        row
        for at in range(0, len(asked), _AT_ONCE)
        for row in sign_choices.of(unit, layout, asked[at : at + _AT_ONCE], until)
    ]
    opened = [(row.token, _opened(installation, row)) for row in rows]
    return {
        case: {one["sign"]: one["instead"] for token, one in opened if token in own} for case, own in tokens.items()
    }


def _opened(installation: Installation, row: SignChoiceRow) -> Mapping[str, str]:
    box = sealer(installation.keys, f"sign choice:{row.token}", WrappedKey(row.key_id, row.wrapped_key))
    choice: Mapping[str, str] = box.open("choice", row.sealed_choice)
    return choice


def _own(application_id: int) -> str:
    return f"application:{application_id}"


def _token(installation: Installation, name: str, birth: str) -> str:
    said = f"{folded(folded_name(name))}\n{birth}".encode()
    return hmac.new(installation.choice_key, said, hashlib.sha256).hexdigest()
