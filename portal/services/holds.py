"""Which holds (`forms.hold`) stand on a case, and what they stop. The one place where moves and hand-over ask."""

from collections.abc import Mapping, Sequence

from forms.hold import HAND_OVER, HOLDS, Hold, way
from portal.db import Unit
from portal.errors import Held
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.judge_signature import PENDING
from portal.services.owed import owed
from portal.services.signature_stand import OTHERS, held_of
from portal.store import holds as stored

SIGNING = frozenset({"revocation", "signature", "cosigner"})
_SIGNATURES = {PENDING: "revocation", OTHERS: "cosigner"}


def holds_of(installation: Installation, unit: Unit, case: Case) -> tuple[Hold, ...]:
    """In the order of the table. A decided case is held by what stops its hand-over alone."""
    found = set(rows_held(unit, [case.row.id]).get(case.row.id, ()))
    fee = owed(installation, unit, case)
    if fee is not None and fee.asked and fee.paid_when == "before" and not fee.paid:
        found.add("payment")
    standing = tuple(hold for name, hold in HOLDS.items() if name in found)
    return standing if case.row.decided_at is None else tuple(hold for hold in standing if HAND_OVER in hold.stops)


def rows_held(unit: Unit, application_ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """As `holds_of` by name, but for the fee: that is known to whoever opens the answers."""
    found = dict(stored.standing(unit, application_ids))
    for number, state in held_of(unit, application_ids).items():
        found[number] = found.get(number, frozenset()) | {_SIGNATURES.get(state, "signature")}
    return found


def kept_from_batch(unit: Unit, application_ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """Those that may not be handed over, and why."""
    every = rows_held(unit, application_ids).items()
    stopping = {number: frozenset(name for name in names if HAND_OVER in HOLDS[name].stops) for number, names in every}
    return {number: names for number, names in stopping.items() if names}


def demand_free(installation: Installation, unit: Unit, case: Case, to: str) -> None:
    """Held while something that stands on the case closes the way to this state."""
    wanted = way(case.row.kind, to)
    stopping = tuple(hold.id for hold in holds_of(installation, unit, case) if wanted in hold.stops) if wanted else ()
    if stopping:
        raise Held(stopping)


def closed_ways(case: Case, standing: Sequence[Hold], ways: Sequence[str]) -> frozenset[str]:
    """Of these states, those that the holds keep it from."""
    return frozenset(to for to in ways if any(way(case.row.kind, to) in hold.stops for hold in standing))
