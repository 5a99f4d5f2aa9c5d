"""Takes one procedure out of a bundle. It stays a draft of its owner, with everything that was answered, to be filed alone."""

from portal.db import Unit
from portal.errors import NotFound
from portal.services.actor import Actor
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.open_bundle import Bundle
from portal.services.write_audit import write_audit
from portal.store import bundles


def leave_bundle(installation: Installation, unit: Unit, bundle: Bundle, part: str, actor: Actor) -> Draft:
    """The draft that stands alone now. NotFound where it is no part of it (any more). The caller commits."""
    draft = next((one for one in bundle.drafts if one.id == part), None)
    if draft is None:
        raise NotFound("part")
    bundles.take_out(unit, part)
    bundles.remove_empty(unit, bundle.id)
    write_audit(installation, unit, actor, "leave bundle", detail=draft.procedure.id)
    return draft
