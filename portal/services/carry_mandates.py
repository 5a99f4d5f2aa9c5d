"""What became of a mandate (委任), between the zones: the principal says with a card outside that somebody may act for them or may no longer,
staff judge inside. Only how it stands goes out, not by whom and by which paper; only what the principal said goes in."""

from collections.abc import Mapping
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.answer_mandate import SHOWN
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.sign_mandate import asks_signature
from portal.services.tell_inside import tell_inside
from portal.services.write_audit import write_audit
from portal.store import applications, delegations
from portal.store.delegations import CLAIMED, PRINCIPAL, REJECTED, REVOKED, VERIFIED

Said = Mapping[str, Any]
INSIDE = ":inside"  # no login begins so
SAYS: Mapping[str, str] = {VERIFIED: "principal_confirms", REVOKED: "principal_revokes"}
_COURIER = Actor("system", "courier")


def tell_role(unit: Unit, application_id: int) -> dict[str, str]:
    """Outside: as whom it was filed for somebody else; {} for oneself. It stands in no answer, and without it nobody inside would see that
    there is a mandate to judge."""
    row = delegations.of_application(unit, application_id)
    return {} if row is None else {"came": row.kind}


def tell_said(unit: Unit, application_id: int) -> dict[str, Any]:
    """Outside: what the principal said; {} where they said nothing, or somebody inside judged since."""
    row = delegations.of_application(unit, application_id)
    if row is None or row.judged_by != PRINCIPAL:
        return {}
    return {"mandate": {"state": row.state, "at": row.judged_at}}


def tell_judged(unit: Unit, application_id: int) -> dict[str, Any]:
    """Inside: how staff judged it last; {} where they did not."""
    row = delegations.of_application(unit, application_id)
    if row is None or row.judged_at is None or row.judged_by == PRINCIPAL:
        return {}
    return {"mandate": {"state": row.state, "at": row.judged_at, "ends": row.ends}}


def hear_said(installation: Installation, unit: Unit, case: Case, said: Said | None) -> None:
    """Inside, once for each word of the principal; the caller commits. What they take back is taken back, whatever staff found of a paper
    that they saw before. That they confirm it counts where nobody has judged yet and no signature is asked; else it is told."""
    row = delegations.of_application(unit, case.row.id)
    if said is None or row is None or said["state"] not in SAYS:
        return
    state, at, move = said["state"], int(said["at"]), SAYS[said["state"]]
    if any((one.at, one.move) == (at, move) for one in applications.events(unit, case.row.id)):
        return
    tell_inside(unit, _COURIER, case, move, "", at)
    counts = row.state != REVOKED if state == REVOKED else row.state == CLAIMED
    if counts and (state == REVOKED or not asks_signature(installation, case)):
        _judge(unit, case, row.state, state, PRINCIPAL, at, "", SHOWN[state])
    write_audit(installation, unit, _COURIER, "take mandate by courier", application_id=case.row.id, detail=state)


def hear_judged(installation: Installation, unit: Unit, case: Case, said: Said | None) -> None:
    """Outside, where inside knows all that the principal said; the caller commits."""
    row = delegations.of_application(unit, case.row.id)
    if said is None or row is None or said["state"] not in (VERIFIED, REJECTED, REVOKED):
        return
    at = min(int(said["at"]), to_micro(installation.clock.now()))
    if (row.state, row.judged_at, row.ends) != (said["state"], at, said["ends"]):
        _judge(unit, case, row.state, said["state"], INSIDE, at, said["ends"], "")


def _judge(unit: Unit, case: Case, before: str, state: str, by: str, at: int, ends: str, shown: str) -> None:
    sealed = case.sealer.seal(f"delegation:{at}", shown)
    delegations.judge(unit, case.row.id, before, state, by, at, sealed, ends)
