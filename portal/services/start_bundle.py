"""Begins a bundle: an empty draft of each procedure, in the order in which they are asked. Each is a draft like any other."""

import secrets
from collections.abc import Sequence

from forms.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.actor import Actor
from portal.services.drafts import draft_of_resident, save_draft, start_draft
from portal.services.fit_bundle import MOST, in_order, why_not_now
from portal.services.installation import Installation
from portal.services.sessions import Session
from portal.services.who_files import CAME, SELF, asked_on_line
from portal.services.write_audit import write_audit
from portal.store import bundles, drafts
from portal.store.bundles import BundleRow


def start_bundle(
    installation: Installation, unit: Unit, session: Session, procedures: Sequence[Procedure], actor: Actor
) -> str:
    """Its id; that of the one they began before, where it is of the same procedures. BadRequest for too few or too many, Conflict
    where one cannot be among them (any more). The caller commits."""
    if not 1 < len({one.id for one in procedures}) == len(procedures) <= MOST:
        raise BadRequest("bundle")
    if any(why_not_now(installation, unit, one) for one in procedures):
        raise Conflict("bundle")
    begun = _begun(unit, session.person_id or "", {one.id for one in procedures})
    if begun:
        return begun
    bundle_id, now = secrets.token_urlsafe(16), to_micro(installation.clock.now())
    ids = []
    for procedure in in_order(procedures):
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        if asked_on_line(procedure):
            draft = draft_of_resident(installation, unit, session, procedure.id, draft_id)
            save_draft(installation, unit, draft, {CAME: SELF}, frozenset())
        ids.append(draft_id)
    bundles.add(unit, BundleRow(bundle_id, None, now, None), ids)
    write_audit(installation, unit, actor, "start bundle", detail=" ".join(one.id for one in procedures))
    return bundle_id


def _begun(unit: Unit, person_id: str, wanted: set[str]) -> str:
    """Reload makes no second one."""
    mine = {row.id: row.procedure for row in drafts.of_person(unit, person_id)}
    found: dict[str, set[str]] = {}
    for uid, bundle in bundles.of_parts(unit, list(mine)).items():
        found.setdefault(bundle, set()).add(mine[uid])
    return next((bundle for bundle, procedures in found.items() if procedures == wanted), "")
