"""From the link of a time that was won in a drawing."""

from forms.answers import Answers
from forms.definition.procedure import Field, Page, Procedure
from forms.path.environment import Environment
from forms.path.path import walk
from portal.db import Unit
from portal.services.filing.drafts import Draft, draft_environment, save_draft
from portal.services.shared.needs import HasNumberKeys


def prefill_won(installation: HasNumberKeys, unit: Unit, draft: Draft, receipt_number: str) -> bool:
    """With the choice that leads to the question. False: not theirs, or a time is chosen already."""
    slot = next((slot for slot in draft.booked.won if slot.won == receipt_number), None)
    fields = _times(draft.procedure)
    asking = (
        None if slot is None else next((field for field in fields if field.settings.resource == slot.resource), None)
    )
    if slot is None or asking is None or any(field.id in draft.answers for field in fields):
        return False
    environment = draft_environment(installation, draft)
    parsed = asking.type.parse({"": (slot.id,)}, asking.settings, environment)
    way = _way(draft.procedure, asking, draft.answers, environment)
    if parsed.value is None or way is None:
        return False
    save_draft(installation, unit, draft, {**draft.answers, **way, asking.id: parsed.value}, draft.seen)
    return True


def _times(procedure: Procedure) -> list[Field]:
    pages = (item for step in procedure.steps for item in step.items if isinstance(item, Page))
    return [field for page in pages for field in page.fields if field.type.id == "slot"]


def _way(procedure: Procedure, asking: Field, answers: Answers, environment: Environment) -> Answers | None:
    if asking.when is None:
        return {}
    choices = [field for field in procedure.fields if field.type.id == "choice" and field.id in asking.when.names]
    for choice in choices:
        options = [answers[choice.id]] if choice.id in answers else list(choice.settings.options)
        for option in options:
            scope = walk(procedure, {**answers, choice.id: option}, environment).scope
            if scope is not None and asking.when.evaluate(scope) is True:
                return {choice.id: option}
    return None
