"""The procedure's draft stays."""

from portal.db import Unit
from portal.errors import NotFound, required
from portal.services.bundles.open_bundle import Bundle
from portal.services.filing.drafts import Draft
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bundles import bundles


def leave_bundle(installation: Basics, unit: Unit, bundle: Bundle, part: str, actor: Actor) -> Draft:
    draft = required(next((candidate for candidate in bundle.drafts if candidate.id == part), None), NotFound("part"))
    bundles.take_out(unit, part)
    bundles.remove_empty(unit, bundle.id)
    write_audit(installation, unit, actor, "leave bundle", detail=draft.procedure.id)
    return draft
