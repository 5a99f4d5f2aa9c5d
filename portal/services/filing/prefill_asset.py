"""From an asset number in a QR code."""

from forms.definition.procedure import Field, Page, Procedure
from portal.db import Unit
from portal.services.filing.drafts import Draft, draft_environment, save_draft
from portal.services.shared.needs import HasNumberKeys


def prefill_asset(installation: HasNumberKeys, unit: Unit, draft: Draft, asset: str) -> bool:
    """False without an unanswered location question, or if unreadable."""
    field = _place(draft.procedure)
    if field is None or field.id in draft.answers:
        return False
    parsed = field.type.parse({"asset": (asset,)}, field.settings, draft_environment(installation, draft))
    if parsed.value is None:
        return False
    save_draft(installation, unit, draft, {**draft.answers, field.id: parsed.value}, draft.seen)
    return True


def _place(procedure: Procedure) -> Field | None:
    pages = (item for step in procedure.steps for item in step.items if isinstance(item, Page))
    return next((field for page in pages for field in page.fields if field.type.id == "location"), None)
