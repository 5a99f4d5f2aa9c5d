"""A principal's statements (委任) inward, staff's judgement outward."""

from collections.abc import Mapping
from typing import Any

from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.mandate_acts import judged_scope
from portal.services.cases.note_inside import add_inside_event
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.answer_mandate import SHOWN
from portal.services.signing.sign_mandate import asks_signature
from portal.store.cases import applications
from portal.store.signing import delegations
from portal.store.signing.delegations import CLAIMED, PRINCIPAL, REJECTED, REVOKED, VERIFIED, DelegationRow

Payload = Mapping[str, Any]
INSIDE = ":inside"  # no login begins with it
STATEMENT_MOVES: Mapping[str, str] = {VERIFIED: "principal_confirms", REVOKED: "principal_revokes"}
_COURIER = Actor("system", "courier")


def report_role(unit: Unit, application_id: int) -> dict[str, str]:
    """Outside; {} for oneself. No answer holds it."""
    row = delegations.of_application(unit, application_id)
    return {} if row is None else {"came": row.kind}


def report_statement(unit: Unit, application_id: int) -> dict[str, Any]:
    """Outside; {} if nothing was stated or staff judged since."""
    row = delegations.of_application(unit, application_id)
    if row is None or row.judged_by != PRINCIPAL:
        return {}
    return {"mandate": {"state": row.state, "at": row.judged_at, "scope": row.scope}}


def report_judgement(unit: Unit, application_id: int) -> dict[str, Any]:
    row = delegations.of_application(unit, application_id)
    if row is None or row.judged_at is None or row.judged_by == PRINCIPAL:
        return {}
    return {"mandate": {"state": row.state, "at": row.judged_at, "ends": row.ends, "scope": row.scope}}


def apply_statement(installation: Basics, unit: Unit, case: Case, statement: Payload | None) -> None:
    """Inside, once per statement. A revocation always counts, a confirmation only before a judgement and without a
    required signature."""
    row = delegations.of_application(unit, case.row.id)
    if statement is None or row is None or statement["state"] not in STATEMENT_MOVES:
        return
    state, at, move = statement["state"], int(statement["at"]), STATEMENT_MOVES[statement["state"]]
    if any((event.at, event.move) == (at, move) for event in applications.events(unit, case.row.id)):
        return
    add_inside_event(unit, _COURIER, case, move, "", at)
    counts = row.state != REVOKED if state == REVOKED else row.state == CLAIMED
    if counts and (state == REVOKED or not asks_signature(installation.rules, case)):
        _judge(unit, case, row.state, state, PRINCIPAL, at, "", SHOWN[state])
    if state == VERIFIED and row.state in (CLAIMED, VERIFIED):
        delegations.cover(unit, case.row.id, _scope(case, row, statement))
    write_audit(installation, unit, _COURIER, "take mandate by courier", application_id=case.row.id, detail=state)


def apply_judged(clock: Clock, unit: Unit, case: Case, statement: Payload | None) -> None:
    row = delegations.of_application(unit, case.row.id)
    if statement is None or row is None or statement["state"] not in (VERIFIED, REJECTED, REVOKED):
        return
    at = min(int(statement["at"]), to_micro(clock.now()))
    if (row.state, row.judged_at, row.ends) != (statement["state"], at, statement["ends"]):
        _judge(unit, case, row.state, statement["state"], INSIDE, at, statement["ends"], "")
        delegations.cover(unit, case.row.id, _scope(case, row, statement))


def _scope(case: Case, row: DelegationRow, statement: Payload) -> str:
    # Of the last release a package names none. Never more than its own procedure names.
    _, *acts = str(statement.get("scope", row.scope)).split() or ("",)
    return judged_scope(case, row, acts) if acts else row.scope


def _judge(unit: Unit, case: Case, before: str, state: str, by: str, at: int, ends: str, shown: str) -> None:
    sealed = case.sealer.seal(f"delegation:{at}", shown)
    delegations.judge(unit, case.row.id, before, state, by, at, sealed, ends)
