"""An empty draft per procedure."""

import secrets
from collections.abc import Sequence

from forms.definition.procedure import Procedure
from forms.path.filer import CAME, SELF, asked_on_line
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.bundles.fit_bundle import MOST, in_order, why_not_now
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.shared.needs import HasNumberKeys
from portal.services.shared.sessions import WRITE, Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bundles import bundles
from portal.store.bundles.bundles import BundleRow
from portal.store.filing import drafts


def start_bundle(
    installation: HasNumberKeys, unit: Unit, session: Session, procedures: Sequence[Procedure], actor: Actor
) -> str:
    """An unsent bundle of the same procedures, if any. Raises BadRequest for too few or too many, Conflict if one
    cannot be bundled now, NoCompanyRight."""
    if not 1 < len({procedure.id for procedure in procedures}) == len(procedures) <= MOST:
        raise BadRequest("bundle")
    if any(why_not_now(installation, unit, procedure) for procedure in procedures):
        raise Conflict("bundle")
    for procedure in procedures:
        session.demand(WRITE, procedure.id)
    begun = _begun(unit, session.person_id or "", {procedure.id for procedure in procedures})
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
    write_audit(installation, unit, actor, "start bundle", detail=" ".join(procedure.id for procedure in procedures))
    return bundle_id


def _begun(unit: Unit, person_id: str, wanted: set[str]) -> str:
    own_drafts = {row.id: row.procedure for row in drafts.of_person(unit, person_id)}
    by_bundle: dict[str, set[str]] = {}
    for uid, bundle in bundles.of_parts(unit, list(own_drafts)).items():
        by_bundle.setdefault(bundle, set()).add(own_drafts[uid])
    return next((bundle for bundle, procedures in by_bundle.items() if procedures == wanted), "")
