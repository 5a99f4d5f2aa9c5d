"""A case's holds (`forms.definition.hold`) and stopped moves."""

from collections.abc import Mapping, Sequence

from forms.definition.hold import HAND_OVER, HOLDS, Hold, way
from forms.definition.terms import AT_ONCE
from portal.db import Unit
from portal.errors import Held
from portal.services.cases.cases import Case
from portal.services.cases.fee import amount_due
from portal.services.cases.signature_state import OTHERS, held_of
from portal.services.shared.needs import HasPayments
from portal.services.signing.judge_signature import DECLINED, PENDING
from portal.store.handover import holds as stored

SIGNING = frozenset({"revocation", "signature", "cosigner"})
_SIGNATURES = {PENDING: "revocation", OTHERS: "cosigner", DECLINED: "cosigner"}


def holds_of(installation: HasPayments, unit: Unit, case: Case) -> tuple[Hold, ...]:
    names = set(rows_held(unit, [case.row.id]).get(case.row.id, ()))
    fee = amount_due(installation, unit, case)
    if fee is not None and fee.asked and fee.paid_when in AT_ONCE and not fee.paid:
        names.add("payment")
    standing = tuple(hold for name, hold in HOLDS.items() if name in names)
    return standing if case.row.decided_at is None else tuple(hold for hold in standing if HAND_OVER in hold.stops)


def rows_held(unit: Unit, application_ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """Without the fee, which needs the answers."""
    names_of = dict(stored.by_application(unit, application_ids))
    for number, state in held_of(unit, application_ids).items():
        names_of[number] = names_of.get(number, frozenset()) | {_SIGNATURES.get(state, "signature")}
    return names_of


def kept_from_batch(unit: Unit, application_ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    held = rows_held(unit, application_ids).items()
    stopping = {number: frozenset(name for name in names if HAND_OVER in HOLDS[name].stops) for number, names in held}
    return {number: names for number, names in stopping.items() if names}


def demand_free(installation: HasPayments, unit: Unit, case: Case, to: str) -> None:
    """Raises Held."""
    wanted = way(case.row.kind, to)
    stopping = tuple(hold.id for hold in holds_of(installation, unit, case) if wanted in hold.stops) if wanted else ()
    if stopping:
        raise Held(stopping)


def closed_ways(case: Case, standing: Sequence[Hold], ways: Sequence[str]) -> frozenset[str]:
    return frozenset(to for to in ways if any(way(case.row.kind, to) in hold.stops for hold in standing))
