"""The number on a pole or a lamp, from the address in its QR code, as the first answer to where it is."""

from forms.procedure import Field, Page, Procedure
from portal.db import Unit
from portal.services.drafts import Draft, draft_environment, save_draft
from portal.services.installation import Installation


def prefill_asset(installation: Installation, unit: Unit, draft: Draft, asset: str) -> bool:
    """Whether it was kept: not if the procedure asks for no place, the place is answered, or it cannot be read. The
    question is still asked, so that words and a point can stand beside it."""
    field = _place(draft.procedure)
    if field is None or field.id in draft.answers:
        return False
    parsed = field.type.parse({"asset": (asset,)}, field.settings, draft_environment(installation, draft))
    if parsed.value is None:
        return False
    save_draft(installation, unit, draft, {**draft.answers, field.id: parsed.value}, draft.seen)
    return True


def _place(procedure: Procedure) -> Field | None:
    """The first question of a place that stands by itself: of rows there may be none yet."""
    pages = (item for step in procedure.steps for item in step.items if isinstance(item, Page))
    return next((field for page in pages for field in page.fields if field.type.id == "location"), None)
